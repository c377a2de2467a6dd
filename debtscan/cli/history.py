"""`debtscan history`: options -> chronicle.history -> what the renderer returned."""

import click
from msgspec import convert

from debtscan.cli import options, writing
from debtscan.cli.progress import Bar
from debtscan.commits import History
from debtscan.config import check_rules, load_settings
from debtscan.errors import UsageError
from debtscan.output import RenderOptions
from debtscan.output.audit import AUDIT_FORMATS, AUDIT_RENDERERS
from debtscan.output.history import HISTORY_FORMAT_OF_SUFFIX, HISTORY_FORMATS, HISTORY_RENDERERS
from debtscan.sources import rulefiles


class Options(options.Common, frozen=True, kw_only=True):
    repository: str
    range: str
    since: str
    paths: tuple[str, ...]
    everywhere: bool
    first_parent: bool
    risk_prior: str
    ledger: bool
    activity: bool
    audit: bool
    form: str | None


@click.command("history", short_help="Commits: recorded AI assistance, risk, and what they changed.")
@click.argument("repository", metavar="[REPO]", default=".", callback=options.not_empty)
@click.option(
    "--range",
    metavar="A..B",
    callback=options.not_empty,
    help="Commits that B has and A has not; HEAD where one is left out.  [default: all that HEAD has]",
)
@click.option(
    "--since",
    metavar="DATE",
    callback=options.not_empty,
    help="Commits from a date on, or of a span up to the newest: 90d, 12w, 1y.",
)
@click.option(
    "--path",
    "paths",
    multiple=True,
    metavar="PATH",
    callback=options.not_empty,
    help="Commits that change this file or directory, told from the top of the repository on; can be repeated.",
)
@click.option("--all", "everywhere", is_flag=True, help="Commits of all branches and tags, not of HEAD alone.")
@click.option("--first-parent", is_flag=True, help="Merges as one change each, without the commits that they bring.")
@click.option(
    "--risk-prior", metavar="FILE", callback=options.not_empty, help="Judge risk by this prior, not the shipped one."
)
@click.option("--ledger", is_flag=True, help="Which commit brought which debt, and which paid it: reads every version.")
@click.option("--activity", is_flag=True, help="Hot spots, coupling, who knows what, churn, reverts.")
@click.option("--audit", is_flag=True, help="The audit trail: assisted changes with evidence, policy and reviewers.")
@click.option(
    "--format",
    "form",
    type=click.Choice((*HISTORY_FORMATS, "cyclonedx")),
    help="Format of the result.  [default: by -o, else text]",
)
@click.option("-o", "--output", metavar="FILE", help="Write the result to FILE; its suffix chooses the format.")
@options.shared
def command(**values: object) -> int:
    """Tell what is known of the commits of a repository (the current directory by default)."""
    asked = convert(values, Options)
    form = options.chosen_format(asked.form, asked.file, HISTORY_FORMAT_OF_SUFFIX)
    asked.check()
    _refuse_formats(form, asked.audit)
    writing.check(asked.file)
    history = _history(asked)
    if form != "text" or asked.file:
        for note in history.notes:
            asked.say(f"note: {note}")
    told = asked.told()
    encoding = writing.stdout_encoding() if form == "text" and not asked.file else "utf-8"
    text = _audited(asked, history, form, told) if asked.audit else HISTORY_RENDERERS[form](history, told)
    writing.write(text, asked.file, encoding)
    return 0


def _refuse_formats(form: str, audit: bool) -> None:
    if form not in (AUDIT_FORMATS if audit else HISTORY_FORMATS):
        raise UsageError(
            f"--format {form}: the audit trail has no such form" if audit else f"--format {form} needs --audit"
        )


def _audited(asked: Options, history: History, form: str, told: RenderOptions) -> str:
    from debtscan import chronicle
    from debtscan.auditing import audit

    root = chronicle.find(asked.repository).root
    with asked.store(root, chronicle.edition()) as store:
        found = audit(history, asked.repository, load_settings(root, asked.config), store)
    return AUDIT_RENDERERS[form](found, told)


def _history(asked: Options) -> History:
    from debtscan import chronicle

    root = chronicle.find(asked.repository).root
    settings = load_settings(root, asked.config)
    check_rules(settings, rulefiles.families(settings.rules), root, asked.config)
    for note in settings.notes:
        asked.say(f"note: {note}")
    wanted = chronicle.Asked(
        directory=asked.repository,
        range=asked.range,
        since=asked.since,
        paths=asked.paths,
        everywhere=asked.everywhere,
        first_parent=asked.first_parent,
        settings=settings,
        risk_prior=asked.risk_prior,
    )
    if asked.ledger or asked.activity:
        from debtscan.cli.ledger import history_with_ledger, history_with_vitals

        if asked.activity and not asked.ledger:
            return history_with_vitals(asked, wanted)
        return history_with_ledger(asked, wanted)
    with asked.store(root, chronicle.edition()) as store, Bar("Reading commits", not asked.quiet) as bar:
        return chronicle.history(wanted, bar, store)
