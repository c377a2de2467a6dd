"""The command line: options in, exit status out. Nothing is imported for a command before that command is run.

0: done. 1: done, and what the user asked to fail on was found. 2: usage, configuration or input cannot be used. 130:
interrupted. A defect of debtscan itself keeps its traceback.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module

import click

from debtscan import __version__
from debtscan.cli import writing
from debtscan.errors import DebtscanError, OutputError

# The module of the same name holds the command, in a variable called `command`.
_COMMANDS: Mapping[str, str] = {
    "baseline": "Accept today's debt; later scans show only what is new.",
    "blame": "Line by line: commit, recorded AI assistance, debt.",
    "check": "The gate: what a change brings, judged against the code as it was.",
    "conventions": "How things are done here, counted; guidance for coding agents.",
    "explain": "What a rule means, why it costs, and how to repair what it reports.",
    "find": "Does this exist already? Functions like a place, a description or a snippet.",
    "history": "Commits: recorded AI assistance, risk, and what they changed.",
    "init": "Set debtscan up in a project, asking first: configuration, pre-commit hook, CI job.",
    "report": "The debt report for leads: trend, hot spots, cost, origin, a plan to pay off.",
    "rules": "The catalogue of rules.",
    "scan": "Find the debt in a work tree or a revision.",
}
_MISTAKE, _INTERRUPTED = 2, 130


class _Commands(click.Group):
    """Lists commands without importing them, and names the nearest one for a word that is none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"debtscan.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            from debtscan.config import nearest

            ctx.fail(f'no such command "{args[0]}"{nearest(args[0], _COMMANDS)}')
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", message="debtscan %(version)s")
def commands() -> None:
    """Find the debt that cheap code brings into a Python code base, and what it costs."""


def run(arguments: Sequence[str] | None = None) -> int:
    """The exit status of one command line; a user's mistake is one line on stderr."""
    try:
        status = commands.main(arguments, prog_name="debtscan", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as asked:
        writing.tell(asked.format_message())
        return _MISTAKE
    except click.ClickException as mistake:
        return _refused(mistake.format_message(), getattr(mistake, "ctx", None))
    except DebtscanError as mistake:
        return _refused(str(mistake), None)
    except OSError:
        return _unwritten_help()
    except SystemExit:  # what click makes of a reader that has seen enough of its help
        return 0
    except (click.Abort, KeyboardInterrupt):
        writing.tell("debtscan: interrupted")
        return _INTERRUPTED
    return status if isinstance(status, int) else 0


def _unwritten_help() -> int:
    """Click writes the help by itself: if that failed, what it left behind cannot be written now either."""
    try:
        writing.write("", None)
    except OutputError as mistake:
        return _refused(str(mistake), None)
    raise  # a defect


def _refused(message: str, context: click.Context | None) -> int:
    from debtscan.output.escape import visible

    hint = f" ({context.command_path} --help says more)" if context else ""
    writing.tell(f"debtscan: error: {visible(message.replace(chr(10), ' ').strip())}{hint}")
    return _MISTAKE
