"""A commit, what is on record of AI assistance in it, and the policy of the team -> what the policy asks in vain.

Pure. Of a commit without a record nothing is asked: no record is no proof of anything, and nothing is guessed. What
rules say of the record (`rules/policy/`) is said in `model.PolicyRecord`; the verdict names who else stands for it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from debtscan.commits import Assistance, Entry, Evidence, FileChange
from debtscan.history.message_lines import spoken_lines
from debtscan.history.paths import is_production, is_test
from debtscan.history.trailers import Trailer, parsed
from debtscan.policy import PolicyException, PolicyMode, PolicyScope, PolicySettings
from debtscan.records import PolicyRecord
from debtscan.rules.policies import MODES, fits

Globs = Callable[[Sequence[str]], Callable[[str], bool]]  # patterns -> whether one of them holds for a path

# Evidence that the message itself gives, or that is the authorship itself: whoever reads the commit sees it.
TOLD = frozenset({"trailer", "footer", "session", "subject", "sentence", "checkbox", "author"})
TOLD_FROM = 0.5
_ADDRESS = re.compile(r"<([^<>\s]{1,254})>\s*$")
_LONGEST_SUBJECT, _SHOWN = 72, 5
_NAME_SHOWN = 12


class Stand(NamedTuple):
    """What is known before any rule has spoken."""

    record: PolicyRecord | None  # None where nothing is asked
    mode: PolicyMode
    excepted: str  # why nothing is asked though assistance is on record, or ""
    reviewers: tuple[str, ...]  # "Name <address>" of other people than the author


def stand(entry: Entry, assistance: Assistance, policy: PolicySettings, on: str, globs: Globs) -> Stand:
    """`on` is the day that exceptions are judged by, in ISO 8601."""
    if not assistance.assisted:
        return Stand(None, policy.everywhere.mode, "", ())
    reviewers = _reviewers(entry, assistance, policy)
    excepted = [each for each in policy.exceptions if each.until >= on and _concerns(each, entry)]
    left_out = [globs(each.globs) for each in excepted if each.globs]
    files = [file for file in entry.files if not any(holds(file.path) for holds in left_out)]
    scope, where = _scope(files, policy, globs)
    whole = next((each for each in excepted if not each.globs), None)
    if whole is None and left_out and not files and entry.files:
        whole = next(each for each in excepted if each.globs)
    if whole:
        return Stand(None, scope.mode, f"excepted until {whole.until}: {whole.reason}", reviewers)
    record = _record(entry, assistance, policy, (scope, where), files)
    if scope.review_required and not reviewers:
        record = replace(record, review_missing=True)
    return Stand(record, scope.mode, "", reviewers)


def expired(policy: PolicySettings, on: str) -> Iterator[str]:
    """Exceptions that are over, in words."""
    for each in policy.exceptions:
        if each.until < on:
            yield f"policy: the exception until {each.until} is over: {each.reason}"


def _concerns(exception: PolicyException, entry: Entry) -> bool:
    """But for its paths."""
    return entry.sha.startswith(exception.commit) and exception.author in ("", entry.author.email.lower())


# ---------------------------------------------------------------- what is asked
def _scope(files: Iterable[FileChange], policy: PolicySettings, globs: Globs) -> tuple[PolicyScope, str]:
    """The sum of what is asked of each path, and which paths make the mode."""
    scopes = [(scope, globs(scope.globs)) for scope in policy.paths]
    touched: dict[PolicyScope, None] = {}
    for file in files:
        for path in filter(None, (file.path, file.old_path if file.status == "renamed" else "")):
            touched[next((scope for scope, holds in scopes if holds(path)), policy.everywhere)] = None
    asked = list(touched) or [policy.everywhere]
    strictest = max(asked, key=lambda scope: MODES.index(scope.mode))
    limits = [scope.max_added_lines for scope in asked if scope.max_added_lines is not None]
    together = PolicyScope(
        mode=strictest.mode,
        max_added_lines=min(limits, default=None),
        tests_required=any(scope.tests_required for scope in asked),
        review_required=any(scope.review_required for scope in asked),
    )
    reason = f" ({strictest.reason})" if strictest.reason else ""
    return together, ", ".join(strictest.globs[:_SHOWN]) + reason if strictest.globs else "the project"


def _record(
    entry: Entry,
    assistance: Assistance,
    policy: PolicySettings,
    asked: tuple[PolicyScope, str],
    files: Sequence[FileChange],
) -> PolicyRecord:
    scope, where = asked
    evidence = [each for each in assistance.evidence if each.strength >= TOLD_FROM]
    unapproved = [tool for tool in assistance.tools if tool not in policy.approved_tools]
    changed = max(entry.files, key=lambda file: (file.added or 0) + (file.deleted or 0), default=None)
    return PolicyRecord(
        path=changed.path if changed else ".",
        start=1,
        end=1,
        symbol="",
        key=entry.sha,
        confidence=assistance.confidence,
        sha=entry.sha,
        change=_change(entry),
        tools=", ".join(assistance.tools),
        mode=scope.mode,
        scope=where,
        preset=policy.preset,
        disclosed=_is_disclosed(entry, evidence, policy),
        accepted=_either([f'"{form}"' for form in policy.accept]) or "in the message",
        recorded=f"{evidence[0].kind}: {evidence[0].text}" if evidence else "",
        forbidden="; ".join(_forbidden(assistance.evidence, policy)),
        unapproved=", ".join(unapproved) if policy.approved_tools else "",
        approved=", ".join(policy.approved_tools),
        lines_added=sum(file.added or 0 for file in files if not is_test(file.path)),
        most_lines=scope.max_added_lines or 0,
        tests_missing=scope.tests_required and _is_untested(entry.files),
        review_missing=False,
        reviewers=_either(policy.review_trailers),
    )


def _change(entry: Entry) -> str:
    if not entry.sha:
        return "this change"
    subject = entry.message.lstrip("\n").partition("\n")[0].strip()
    shown = subject if len(subject) <= _LONGEST_SUBJECT else subject[: _LONGEST_SUBJECT - 1] + "…"
    return f'commit {entry.sha[:_NAME_SHOWN]} ("{shown}")'


def _is_untested(files: Iterable[FileChange]) -> bool:
    changed = [file for file in files if file.added]
    return any(is_production(file.path) for file in changed) and not any(is_test(file.path) for file in changed)


def _either(names: Sequence[str]) -> str:
    *others, last = names or ("",)
    return f"{', '.join(others)} or {last}" if others else last


# ---------------------------------------------------------------- what the message says
def _trailers(message: str) -> list[Trailer]:
    found = (parsed(line.text) for line in spoken_lines(message))
    return [trailer for trailer in found if trailer]


def _is_disclosed(entry: Entry, evidence: Iterable[Evidence], policy: PolicySettings) -> bool:
    told = [each for each in evidence if each.kind in TOLD]
    if not policy.accept:
        return bool(told)
    trailers = filter(None, (parsed(each.text) for each in told if each.kind in ("trailer", "session", "footer")))
    return any(_has_form(trailer, form) for trailer in trailers for form in policy.accept)


def _forbidden(evidence: Iterable[Evidence], policy: PolicySettings) -> Iterator[str]:
    """Trailers that name a tool, in a form in which none may be named."""
    for each in evidence:
        trailer = parsed(each.text) if each.kind == "trailer" else None
        if trailer and any(_has_form(trailer, form) for form in policy.forbidden_trailers):
            yield each.text


def _has_form(trailer: Trailer, form: str) -> bool:
    key, _, value = form.partition(":")
    return fits(key.strip(), trailer.key) and (not value.strip() or fits(value.strip(), trailer.value))


def _reviewers(entry: Entry, assistance: Assistance, policy: PolicySettings) -> tuple[str, ...]:
    """Other people than the author; a tool that reviews is on record as one, and counts for nothing here."""
    tools = {
        parsed_value.value
        for each in assistance.evidence
        if each.kind == "trailer" and (parsed_value := parsed(each.text))
    }
    found: dict[str, None] = {}
    for trailer in _trailers(entry.message):
        address = _ADDRESS.search(trailer.value)
        is_other = address and address[1].lower() != entry.author.email.lower() and trailer.value not in tools
        if is_other and any(fits(key, trailer.key) for key in policy.review_trailers):
            found[trailer.value] = None
    return tuple(found)
