"""`debtscan check`: options -> gate.check -> what the renderers returned. Its start-up is part of every commit."""

from datetime import datetime
from typing import TYPE_CHECKING, Literal

import click
from msgspec import convert
from msgspec.structs import replace

from debtscan.cli import options, writing
from debtscan.cli.scanning import at_work
from debtscan.config import load_settings
from debtscan.errors import UsageError
from debtscan.model import NEVER, SEVERITIES, Check, Settings, Severity
from debtscan.output.check import CHECK_FORMAT_OF_SUFFIX, CHECK_FORMATS, CHECK_RENDERERS

if TYPE_CHECKING:
    from debtscan.gate.policy import Asked as PolicyAsked
    from debtscan.sources.change import Change


class Options(options.Common, frozen=True, kw_only=True):
    staged: bool
    worktree: bool
    commit: str | None
    base: str | None
    upstream: bool
    head: str | None
    merge_base: bool
    message: str | None
    form: str | None
    also: tuple[str, ...]
    fail_on: Severity | Literal["never"] | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]

    def outputs(self) -> list[tuple[str, str | None]]:
        """Format and place of each result, the one for the reader first."""
        main = options.chosen_format(self.form, self.file, CHECK_FORMAT_OF_SUFFIX), self.file
        return [main, *map(_also, self.also)]


def _also(text: str) -> tuple[str, str | None]:
    form, equals, file = text.partition("=")
    if not equals or form not in CHECK_FORMATS or file in ("", "-"):
        raise UsageError(f"--also {text}: must be FORMAT=FILE with a format of {', '.join(CHECK_FORMATS)}")
    return form, file


@click.command("check", short_help="The gate: what a change brings, judged against the code as it was.")
@click.option("--staged", is_flag=True, help="What is staged, against HEAD.  [default]")
@click.option("--worktree", is_flag=True, help="The work tree, staged or not, against HEAD.")
@click.option("--commit", metavar="SHA", help="One commit, against its first parent.")
@click.option("--base", metavar="REV", help="HEAD, or --head, against where it forked from REV.")
@click.option("--upstream", is_flag=True, help="The same against the branch that the current one is pushed to.")
@click.option("--head", metavar="REV", help="With --base: compare REV instead of HEAD.")
@click.option("--merge-base/--no-merge-base", default=True, help="With --no-merge-base compare with the base itself.")
@click.option("--message", metavar="FILE", help="With --staged: the message in FILE too, against the policy.")
@click.option(
    "--format", "form", type=click.Choice(CHECK_FORMATS), help="Format of the result.  [default: by -o, else text]"
)
@click.option("-o", "--output", metavar="FILE", help="Write the result to FILE; its suffix chooses the format.")
@click.option("--also", multiple=True, metavar="FORMAT=FILE", help="Write the result to FILE as well; can be repeated.")
@click.option(
    "--fail-on", type=click.Choice((*SEVERITIES, NEVER)), help="Least severity of a finding that fails the change."
)
@options.select
@options.ignore
@options.shared
def command(**values: object) -> int:
    """Judge a change against the code base as it was: only the debt that it adds or makes worse.

    Exits with 1 when the change does not pass.
    """
    asked = convert(values, Options)
    asked.check()
    _refuse_contradictions(asked)
    outputs = asked.outputs()
    for _, file in outputs:
        writing.check(file)
    check = _check(asked, outputs)
    return int(check.verdict == "fail")


def _refuse_contradictions(asked: Options) -> None:
    ways = {
        "--staged": asked.staged,
        "--worktree": asked.worktree,
        "--commit": asked.commit is not None,
        "--base": asked.base is not None,
        "--upstream": asked.upstream,
    }
    given = [name for name, is_given in ways.items() if is_given]
    if len(given) > 1:
        raise UsageError(f"{given[0]} and {given[1]} contradict one another")
    if asked.head is not None and asked.base is None:
        raise UsageError("--head needs --base")
    if asked.message is not None and given and given != ["--staged"]:
        raise UsageError(f"--message is that of a commit which is being made: it and {given[0]} contradict one another")
    options.refuse_both(asked.select, asked.ignore)


# ---------------------------------------------------------------- the work
def _check(asked: Options, outputs: list[tuple[str, str | None]]) -> Check:
    from debtscan import gate
    from debtscan.cli.rendering import rendering
    from debtscan.sources.change import checkout_root

    root = checkout_root(".")
    settings = _settings(asked, root)
    change = _change(asked, root, settings)
    with at_work(asked, root, settings) as (analysis, rules):
        check = gate.check(change, analysis)
        if _asks_for_commits(asked, settings, outputs):
            from debtscan.gate.policy import with_policy  # what reads history costs a gate half a second

            check = with_policy(check, analysis, _policy(asked, root, outputs))
    for entry in check.skipped:  # the one thing that a change which passes must not hide
        asked.warn(f"not analysed: {entry.path}: {entry.reason}")
    is_text = any(form == "text" for form, _ in outputs)
    told = rendering(asked, change.head, rules, [*check.new, *check.worsened] if is_text else ())
    for form, file in outputs:
        text = CHECK_RENDERERS[form](check, told if file == asked.file else options.in_file(told))
        writing.write(text, file, writing.stdout_encoding() if form == "text" and file is None else "utf-8")
    return check


def _asks_for_commits(asked: Options, settings: Settings, outputs: list[tuple[str, str | None]]) -> bool:
    """Commits are told of in JSON alone."""
    is_of_commits = asked.commit is not None or asked.base is not None or asked.upstream
    return (is_of_commits and any(form == "json" for form, _ in outputs)) or (
        settings.policy is not None and (is_of_commits or asked.message is not None)
    )


def _policy(asked: Options, root: str, outputs: list[tuple[str, str | None]]) -> "PolicyAsked":
    from debtscan.gate.policy import Asked as PolicyAsked

    now = datetime.fromisoformat(options.now())
    return PolicyAsked(
        root=root,
        message_file=asked.message,
        single=asked.commit is not None,
        seconds=int(now.timestamp()),
        today=now.date().isoformat(),
    )


def _settings(asked: Options, root: str) -> Settings:
    configured = load_settings(root, asked.config)
    gate = replace(configured.gate, fail_on=asked.fail_on, families={}) if asked.fail_on else configured.gate
    return replace(options.chosen_rules(configured, asked.select, asked.ignore), gate=gate)


def _change(asked: Options, root: str, settings: Settings) -> "Change":
    from debtscan.sources.change import open_change, upstream_base

    base = upstream_base(root) if asked.upstream else asked.base
    if asked.upstream and base == "HEAD":
        asked.say("note: no branch of a remote is known here, so there is nothing to compare with")
    return open_change(
        root,
        settings,
        staged=not asked.worktree and asked.commit is None and base is None,  # an empty one is a mistake
        worktree=asked.worktree,
        commit=asked.commit,
        base=base,
        head=asked.head,
        merge_base=asked.merge_base,
    )
