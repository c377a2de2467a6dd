"""`debtscan report`: options -> chronicle, reporting -> what the renderer returned."""

import dataclasses
import json
import math
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click
from msgspec import convert
from msgspec.structs import replace

from debtscan.accounts import Calibration, DebtReport, Standing
from debtscan.cli import options, writing
from debtscan.cli.progress import Bar
from debtscan.cli.scanning import at_work, has_history
from debtscan.commits import CommitReport, History, Moment
from debtscan.config import load_settings
from debtscan.errors import UsageError
from debtscan.model import Settings
from debtscan.output.moments import day
from debtscan.output.report import REPORT_FORMAT_OF_SUFFIX, REPORT_FORMATS, REPORT_RENDERERS, TABLES, Page
from debtscan.scoring.expectations import OF_A_COMPARISON, expectation
from debtscan.sources.content import Unreadable, regular_text
from debtscan.vitals import Vitals

if TYPE_CHECKING:
    from debtscan.app import Analysis
    from debtscan.comparing import Previous

_SCHEMA = "debtscan.report/1"
_LARGEST_BYTES = 200_000_000
_HOURS = {"h": 1.0, "d": 8.0, "w": 40.0}


class Options(options.Common, frozen=True, kw_only=True):
    repository: str
    since: str | None
    range: str
    compare: str | None
    budget: str
    rate: float | None
    team_size: float | None
    no_people: bool
    ledger: bool
    calibrate: bool
    checks: tuple[str, ...]
    table: str
    schema: bool
    form: str | None


@click.command("report", short_help="The debt report for leads.")
@click.argument("repository", metavar="[REPO]", default=".", callback=options.not_empty)
@click.option("--since", metavar="DATE", help="Begin of the period: a date, or a span such as 90d.  [default: 90d]")
@click.option("--range", metavar="A..B", callback=options.not_empty, help="The period from A (left out) to B.")
@click.option("--compare", metavar="FILE", help="Name what changed since this report, written with --format json.")
@click.option("--budget", default="40h", show_default=True, metavar="TIME", help="What the plan may take: 40h, 5d, 2w.")
@click.option("--rate", type=click.FloatRange(min=0), metavar="MONEY", help="Of an hour; without it, time alone.")
@click.option("--team-size", type=click.FloatRange(min=0.1), metavar="N", help="People, for the capacity of a quarter.")
@click.option("--no-people", is_flag=True, help="Name nobody.")
@click.option("--ledger/--no-ledger", default=True, show_default=True, help="What each commit brought; dear at first.")
@click.option("--calibrate", is_flag=True, help="Take the minutes of a rule from ten removals or more in this history.")
@click.option("--check", "checks", multiple=True, metavar="EXPR", help="Exit with 1 unless it holds: debt_ratio<=0.05.")
@click.option("--table", type=click.Choice(TABLES), default=TABLES[0], show_default=True, help="Which one, as CSV.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of --format json, and no report.")
@click.option("--format", "form", type=click.Choice(REPORT_FORMATS), help="Format of the result.  [default: by -o]")
@click.option("-o", "--output", metavar="FILE", help="Write the result to FILE; its suffix chooses the format.")
@options.shared
def command(**values: object) -> int:
    """Report on the debt of a repository: trend, hot spots, cost, origin, and a plan to pay it off."""
    asked = convert(values, Options)
    form = options.chosen_format(asked.form, asked.file, REPORT_FORMAT_OF_SUFFIX)
    asked.check()
    if asked.schema:
        from debtscan.output.report.json import schema

        writing.write(schema(), asked.file)
        return 0
    _refuse_mistakes(asked)
    expectations = [expectation(written) for written in asked.checks]
    if not asked.compare and (odd := next((each for each in expectations if each.figure in OF_A_COMPARISON), None)):
        raise UsageError(f"{odd.written}: what is new is told against an earlier report: add --compare FILE")
    writing.check(asked.file)
    previous = _previous(asked.compare) if asked.compare else None
    report, page = _report(asked, previous)
    text = REPORT_RENDERERS[form](report, page)
    writing.write(text, asked.file, writing.stdout_encoding() if form == "text" and not asked.file else "utf-8")
    failures = [failure for each in expectations if (failure := each.fails(report))]
    for failure in failures:
        writing.tell(f"debtscan: {failure}")
    return int(bool(failures))


def _refuse_mistakes(asked: Options) -> None:
    """Before the work, which takes minutes where the history was never read."""
    from debtscan.sources import periods

    if asked.since is not None and asked.range:
        raise UsageError("--since and --range contradict one another")
    if "..." in asked.range:
        raise UsageError(f"{asked.range}: three dots mean both sides; write A..B")
    if asked.calibrate and not asked.ledger:
        raise UsageError("--calibrate needs the ledger: leave out --no-ledger")
    for name, number in (("--rate", asked.rate), ("--team-size", asked.team_size)):
        if number is not None and not math.isfinite(number):
            raise UsageError(f"{name} {number}: not a number to reckon with")
    if asked.since is not None:
        periods.begin(asked.since, 0)
    budget_minutes(asked.budget)
    _first(asked)


def budget_minutes(written: str) -> float:
    """ "40h", "5d" (of eight hours), "2w" (of five days). Raises UsageError."""
    number, unit = written[:-1], written[-1:]
    try:
        hours = float(number) * _HOURS[unit]
    except (ValueError, KeyError):
        raise UsageError(f"{written}: write a time such as 40h, 5d or 2w") from None
    if not 0 <= hours < 1e6:
        raise UsageError(f"{written}: no budget")
    return hours * 60


def _previous(file: str) -> "Previous":
    from debtscan.comparing import Previous

    if not os.path.lexists(file):
        raise UsageError(f"{file}: there is no such file, or it has vanished")
    try:
        document = json.loads(regular_text(file, _LARGEST_BYTES))
    except Unreadable as reason:
        raise UsageError(f"{file}: {reason}") from None
    except (ValueError, RecursionError):
        raise UsageError(f"{file}: not JSON") from None
    if not isinstance(document, dict) or document.get("schema") != _SCHEMA:
        raise UsageError(f"{file}: not a report written with debtscan report --format json")
    try:
        return Previous(
            date=str(document["until"]),
            version=str(document["tool"]["version"]),
            configuration=str(document["configuration"]),
            debt_minutes=float(document["debt"]["mean"]),
            rev=str(document["rev"]),
            findings={str(each["fingerprint"]): _place(each) for each in document["findings"]},
            files={str(each["path"]): float(each["principal"]["mean"]) for each in document["files"]},
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise UsageError(f"{file}: damaged: a member of the report is missing or of another type") from None


def _place(finding: dict[str, Any]) -> str:
    return f"{finding['rule_id']} in {finding['path']}"


def _report(asked: Options, previous: "Previous | None") -> tuple[DebtReport, Page]:
    from debtscan.sources import gitrepo

    directory = asked.repository
    if not os.path.isdir(directory):
        raise UsageError(f"{directory}: {'not a folder' if os.path.lexists(directory) else 'there is no such folder'}")
    settings = load_settings(directory, asked.config)
    prefix = gitrepo.prefix(directory) if has_history(directory) else None
    if prefix is None:
        return _of_folder(asked, previous, settings)
    if prefix and asked.calibrate:
        raise UsageError("--calibrate is for whole repositories: what paid a finding is told of them alone")
    return _of_repository(asked, previous, settings, prefix)


def _of_folder(asked: Options, previous: "Previous | None", settings: Settings) -> tuple[DebtReport, Page]:
    from debtscan import reporting
    from debtscan.comparing import compared

    refused = {"--since": asked.since, "--range": asked.range, "--calibrate": asked.calibrate}
    if option := next((name for name, value in refused.items() if value), None):
        raise UsageError(f"{asked.repository}: there is no history here (no commit of a git repository) for {option}")
    wanted = reporting.Asked(
        directory=asked.repository,
        budget_minutes=budget_minutes(asked.budget),
        rate=asked.rate,
        team_size=asked.team_size,
        people=not asked.no_people,
    )
    with at_work(asked, asked.repository, settings) as (analysis, _):
        report = reporting.of_folder(wanted, analysis)
        return (compared(report, previous, asked.repository, analysis) if previous else report), _page(asked)


def _page(asked: Options, **links: Callable[..., str]) -> Page:
    title = os.path.basename(os.path.abspath(asked.repository)) or asked.repository
    return Page(title=title, generated_at=options.now(), table=asked.table, width=asked.width, **links)


def _of_repository(
    asked: Options, previous: "Previous | None", settings: Settings, prefix: str
) -> tuple[DebtReport, Page]:
    from debtscan import reporting
    from debtscan.comparing import compared
    from debtscan.history.part import within
    from debtscan.scoring.calibration import calibrated
    from debtscan.sources import forge, gitrepo

    directory = asked.repository
    asked = replace(asked, ledger=asked.ledger and not prefix)
    history = _history(asked, settings)
    if prefix:
        history = replace(history, commits=within(history.commits, prefix))
    since = _since(asked, history.commits)
    standing = _standing(asked, history, since, settings, bool(prefix))
    with at_work(asked, directory, settings) as (analysis, _):
        calibration = _calibration(asked, history, analysis)
        if asked.calibrate:
            analysis = dataclasses.replace(analysis, rule_texts=calibrated(analysis.rule_texts, calibration.fits))
        wanted = reporting.Asked(
            directory=directory,
            since_seconds=since,
            range=asked.range or asked.since or "the last 90 days",
            budget_minutes=budget_minutes(asked.budget),
            rate=asked.rate,
            team_size=asked.team_size,
            people=not asked.no_people,
            notes=history.notes,
            cohorts=history.cohorts,
            standing=standing,
            calibration=calibration,
            vitals=_vitals(history, directory, analysis),
            tags=gitrepo.tags(directory),
            is_part=bool(prefix),
            has_ledger=asked.ledger,
        )
        report = reporting.report(wanted, history.commits, analysis)
        if previous:
            report = compared(report, previous, directory, analysis)
    remotes = gitrepo.remote_urls(directory)
    link = forge.link(remotes, report.rev, prefix)
    return report, _page(asked, link=link, commit_link=forge.commit_link(remotes))


def _calibration(asked: Options, history: History, analysis: "Analysis") -> Calibration:
    from debtscan.scoring.calibration import fits

    removals = history.ledger.removals if history.ledger else ()
    return Calibration(fits=tuple(fits(removals, history.commits, analysis.rules())), is_used=asked.calibrate)


def _vitals(history: History, directory: str, analysis: "Analysis") -> Vitals:
    """Of a whole repository: a part of one has no history of its own."""
    from debtscan import pulse
    from debtscan.sources import gitlog, gitrepo

    if not history.commits or gitrepo.prefix(directory):
        return Vitals()
    if history.vitals:
        return history.vitals
    return pulse.vitals(history, gitlog.open_log(gitrepo.find_repository(directory), history.range), analysis)


def _history(asked: Options, settings: Settings) -> History:
    """All that leads to the end of the range: how busy a file is, and what is risky, is judged by what was before."""
    from debtscan import chronicle
    from debtscan.cli.ledger import history_with_ledger

    until = asked.range.partition("..")[2] if ".." in asked.range else asked.range
    wanted = chronicle.Asked(directory=asked.repository, range=until, settings=settings)
    if asked.ledger:
        return history_with_ledger(asked, wanted)
    with asked.store(asked.repository, chronicle.edition()) as store, Bar("Reading commits", not asked.quiet) as bar:
        return chronicle.history(wanted, bar, store)


def _standing(asked: Options, history: History, since: int | None, settings: Settings, is_part: bool) -> Standing:
    """Of the period; messages are read again, for a commit's record keeps only its subject."""
    from debtscan import chronicle, reporting
    from debtscan.auditing import audit
    from debtscan.scoring.standing import SOON_DAYS, standing

    if not history.commits:
        return Standing()
    first = reporting.begin(since, history.commits)
    commits = [each for each in history.commits if each.files] if is_part else history.commits
    period = replace(history, commits=tuple(each for each in commits if each.committed.seconds >= first))
    with asked.store(asked.repository, chronicle.edition()) as store:
        found = audit(period, asked.repository, settings, store)
    newest = history.commits[0].committed
    soon = Moment(newest.seconds + SOON_DAYS * 86_400, newest.offset_minutes)
    return standing(found, settings.policy, day(newest), day(soon))


def _since(asked: Options, commits: Sequence[CommitReport]) -> int | None:
    """When the period begins; None for the usual one."""
    from debtscan.sources import periods

    if not commits:
        return None
    if asked.since is not None:
        newest = commits[0].committed.seconds
        since = periods.begin(asked.since, newest)
        if since > newest:
            raise UsageError(f"{asked.since}: no commit is as new as that")
        return since
    first = _first(asked)
    if first is None:
        return None
    begins = next((commit.committed.seconds for commit in commits if commit.sha == first), None)
    if begins is None:
        raise UsageError(f"{asked.range}: its begin does not lead to its end")
    return begins + 1


def _first(asked: Options) -> str | None:
    """The commit that the range begins after."""
    from debtscan.sources import gitrepo

    first = asked.range.partition("..")[0] if ".." in asked.range else ""
    found = gitrepo.find_commit(asked.repository, first) if first else None
    if first and found is None:
        raise UsageError(f"{first}: there is no such commit")
    return found.name if found else None
