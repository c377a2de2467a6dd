"""The wiring of history: log -> commits -> assistance, risk -> what is known of each commit."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple

import msgspec
from msgspec import Struct

from debtscan import __version__
from debtscan.commits import Assistance, CommitLines, CommitReport, Entry, FileChange, History, Risk
from debtscan.errors import SourceError, UsageError
from debtscan.history.copied_files import copied_files
from debtscan.history.coupling import coupled_files
from debtscan.history.diffs import Content, content
from debtscan.history.log import Unseen
from debtscan.history.paths import is_production
from debtscan.model import Settings
from debtscan.scoring.words import count
from debtscan.sources import code, gitlog, gitnotes, gitrepo, partial_log, periods, priors, rulefiles
from debtscan.sources.content import SUFFIXES
from debtscan.sources.gitlog import Log
from debtscan.sources.globs import exclusion
from debtscan.sources.roles import role
from debtscan.sources.rulefiles import read_tools
from debtscan.store import Store, changes
from debtscan.vitals import Coupled

Progress = Callable[[int, int], None]  # commits done, commits in all

_REVERTS = "This reverts commit "  # what git revert writes
_REVERTED = re.compile(rf"{_REVERTS}([0-9a-f]{{7,64}})")
_STORED_TOGETHER = 512
_SHALLOW = "this clone is shallow: older commits are not in it, and what the oldest changed is not known"
# Whose change makes worthless what is remembered: of a commit, and of an answer.
_READERS = ("history/log.py", "history/diffs.py", "history/paths.py", "sources/gitlog.py", "sources/partial_log.py")
_JUDGES = (
    "history", "rules", "chronicle.py", "recording.py", "judging.py", "commits.py", "vitals.py", "scoring/judge.py",
    "sources/roles.py", "sources/globs.py",
)  # fmt: skip
_PAIR = b"\x92"  # what MessagePack begins two things with
_MAY_COME = ("absent", "edge")  # with the next fetch
_REPLACED = "commits are shown as `git replace` and grafts have them"


class Asked(Struct, frozen=True, kw_only=True):
    """Which commits are told of. All that led to them are read: what is risky is judged by what was there before."""

    directory: str
    range: str = ""  # "A..B", "A..", "B"
    since: str = ""  # a date, or a span before the newest commit told of
    paths: tuple[str, ...] = ()  # only commits that change one of these files or directories
    everywhere: bool = False  # those of other branches and tags too
    first_parent: bool = False  # merges as one change each, without what they bring
    settings: Settings = Settings()  # its folders of rules may hold AI tools
    risk_prior: str = ""  # a file in the place of the shipped prior


class Read(NamedTuple):
    """A commit as it was read, and what it does in each of its production files."""

    entry: Entry
    contents: tuple[Content, ...]
    unseen: Unseen = ""


class _Changed(Struct, frozen=True, array_like=True):
    """What is remembered of a commit."""

    files: tuple[FileChange, ...]
    contents: tuple[Content, ...]
    unseen: Unseen


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Changed).decode
_decode_history = msgspec.msgpack.Decoder(History).decode
_decode_parts = msgspec.msgpack.Decoder(tuple[History, tuple[bytes, ...]]).decode
_decode_commit = msgspec.msgpack.Decoder(CommitReport).decode


def edition() -> str:
    """Who made what the store remembers of commits."""
    return f"{__version__}/history/{code.digest(*_READERS)}"


def _no_progress(_done: int, _total: int) -> None:
    pass


def history(asked: Asked, progress: Progress = _no_progress, store: Store | None = None) -> History:
    """Raises SourceError for what is no repository or revision, UsageError for what is no range or date, ConfigError
    for what is no prior."""
    repository = find(asked.directory)
    since, until = _ends(repository, asked.range)
    if not until:
        return History(range="", commits=())
    told_by = gitlog.open_log(repository, until, asked.first_parent)
    names = gitlog.commit_names(told_by, everywhere=asked.everywhere)
    key = _key(asked, since, told_by, names) if store else ""
    kept = _answered(key, store) if store else None
    if kept:
        return kept
    reads = read(told_by, names, store, progress)
    found = _history(asked, since, told_by, reads)
    if store and not any(each.unseen in _MAY_COME for each in reads):
        store.put_report(key, _encoded(found))
    return found


def _history(asked: Asked, since: str, told_by: Log, reads: Sequence[Read]) -> History:
    # An answer from the store needs none of these.
    from debtscan.history.risk import NO_RISK, assess
    from debtscan.judging import commit_rules, judged_commits
    from debtscan.recording import recording

    prior = priors.read(asked.risk_prior)
    told = _told(asked, told_by, since, reads)
    entries = [each.entry for each in reads]
    known = recording(told_by.repository.git_directory, told_by.tip, entries, asked.settings.rules)
    oldest_first = ((each.entry, each.contents) for each in reversed(reads))
    risks = assess(oldest_first, prior, {each.entry.sha for each in told})
    copies = copied_files(each.entry for each in reversed(reads))
    reports = [
        commit_report(each.entry, known.of(each.entry), risks.get(each.entry.sha, NO_RISK), copies.get(each.entry.sha))
        for each in told
    ]
    return History(
        range=f"{since}..{told_by.tip}" if since else told_by.tip,
        commits=tuple(judged_commits(reports, commit_rules(asked.settings), asked.settings)),
        notes=tuple(filter(None, [*_notes(told_by, reads), *_unchanged(asked.paths, reads), known.note])),
        coupling=_coupling(reports, told_by, asked.settings),
    )


def _coupling(reports: Sequence[CommitReport], told_by: Log, settings: Settings) -> tuple[Coupled, ...]:
    """By paths alone: which of the files import each other is not looked at."""
    is_excluded = exclusion(settings)
    with suppress(SourceError):  # a clone without trees
        entries = gitrepo.tree_entries(told_by.repository.git_directory, told_by.tip)
        present = {entry.path for entry in entries if entry.path.endswith(SUFFIXES) and not is_excluded(entry.path)}
        is_test = partial(_is_test, settings)
        return tuple(coupled_files(reports, present, is_test, lambda _one, _other: None))
    return ()


def _is_test(settings: Settings, path: str) -> bool:
    return role(path, (), settings) == "test"


def _key(asked: Asked, since: str, told_by: Log, names: Sequence[str]) -> str:
    """Everything that can change what is told: the commits, their notes, and by what they are judged."""
    settings = asked.settings
    texts = sorted({**read_tools(settings.rules), **rulefiles.read(settings.rules)}.items())
    parts = (
        edition(),
        code.digest(*_JUDGES),
        msgspec.structs.replace(asked, directory=""),
        since,
        told_by.replaced,
        told_by.edge,
        names,
        gitnotes.state(told_by.repository.git_directory),
        priors.text(asked.risk_prior),
        texts,
    )
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _answered(key: str, store: Store) -> History | None:
    kept = store.report(key)
    with suppress(msgspec.DecodeError, ValueError):  # a cache is never trusted over the content it was made from
        return _decoded(kept) if kept else None
    return None


def _encoded(history: History) -> bytes:
    """MessagePack cannot hold what is no text, as in one of celery's 13,000 subjects: such commits are kept as JSON,
    for which Python alone writes halves of characters."""
    try:
        return _encode(history)
    except UnicodeEncodeError:
        return _encode((msgspec.structs.replace(history, commits=()), [*map(_encoded_commit, history.commits)]))


def _encoded_commit(commit: CommitReport) -> bytes:
    try:
        return _encode(commit)
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(commit)).encode("ascii")


def _decoded(data: bytes) -> History:
    if data[:1] != _PAIR:
        return _decode_history(data)
    history, commits = _decode_parts(data)
    return msgspec.structs.replace(history, commits=tuple(map(_decoded_commit, commits)))


def _decoded_commit(data: bytes) -> CommitReport:
    return msgspec.convert(json.loads(data), CommitReport) if data[:1] == b"{" else _decode_commit(data)


def find(directory: str) -> gitrepo.Repository:
    try:
        return gitrepo.find_repository(directory)
    except gitrepo.GitFailed as failure:
        raise SourceError(f"{directory}: {failure}") from None


def _ends(repository: gitrepo.Repository, wanted: str) -> tuple[str, str]:
    """Full names of what is left out with all before it ("" for nothing) and of the last commit ("" for none)."""
    since, dots, until = wanted.partition("..")
    if until.startswith("."):
        raise UsageError(f"{wanted}: three dots mean both sides; write A..B")
    if not dots:
        since, until = "", wanted
    if not wanted and gitrepo.is_unborn(repository.git_directory):
        return "", ""
    return (_commit(repository, since or "HEAD") if dots else ""), _commit(repository, until or "HEAD")


def _commit(repository: gitrepo.Repository, rev: str) -> str:
    found = gitrepo.find_commit(repository.git_directory, rev)
    if found is None:
        raise SourceError(f"{rev}: there is no such commit")
    return found.name


# ---------------------------------------------------------------- reading
def read(told_by: Log, names: Sequence[str], store: Store | None, progress: Progress = _no_progress) -> list[Read]:
    """In the order of `names`; what the store remembers is not read again."""
    variant = f"{told_by.replaced}{'^1' if told_by.first_parent else ''}"
    found: dict[str, Read] = {}
    known = _known(names, variant, store)
    for walked in gitlog.read_heads(told_by, list(known)):
        entry = walked.entry
        changed = known[entry.sha]
        found[entry.sha] = Read(msgspec.structs.replace(entry, files=changed.files), changed.contents, changed.unseen)
        progress(len(found), len(names))
    fresh = _fresh(told_by, [name for name in names if name not in known])
    for each in _remembered(fresh, variant, store) if store else fresh:
        found[each.entry.sha] = each
        progress(len(found), len(names))
    return [found[name] for name in names]


def _known(names: Iterable[str], variant: str, store: Store | None) -> dict[str, _Changed]:
    found: dict[str, _Changed] = {}
    kept = changes.read(store, [name + variant for name in names]) if store else {}
    for name, data in kept.items():
        with suppress(msgspec.DecodeError):  # a cache is never trusted over the content it was made from
            found[name.removesuffix(variant)] = _decode(data)
    return found


def _fresh(told_by: Log, names: Sequence[str]) -> Iterator[Read]:
    for walked in partial_log.read_commits(told_by, names):
        pairs = zip(walked.entry.files, walked.hunks, strict=True)
        contents = tuple([content(file.path, hunks) for file, hunks in pairs if hunks and is_production(file.path)])
        yield Read(walked.entry, contents, walked.unseen)


def _remembered(reads: Iterator[Read], variant: str, store: Store) -> Iterator[Read]:
    """Passes commits on, and puts them into the store a good many at a time; also when it is interrupted."""
    fresh: list[tuple[str, bytes]] = []
    try:
        for each in reads:
            if each.unseen not in _MAY_COME:
                with suppress(UnicodeEncodeError):  # a path that is no text: such a commit is read each time
                    fresh.append(
                        (each.entry.sha + variant, _encode(_Changed(each.entry.files, each.contents, each.unseen)))
                    )
            if len(fresh) >= _STORED_TOGETHER:
                changes.write(store, fresh)
                fresh = []
            yield each
    finally:
        changes.write(store, fresh)


# ---------------------------------------------------------------- choosing
def _told(asked: Asked, told_by: Log, since: str, reads: Sequence[Read]) -> list[Read]:
    told = list(reads)
    if since:
        inside = set(gitlog.commit_names(told_by, since, everywhere=asked.everywhere))
        told = [each for each in told if each.entry.sha in inside]
    if asked.since and told:
        first = periods.begin(asked.since, max(each.entry.committed.seconds for each in told))
        told = [each for each in told if each.entry.committed.seconds >= first]
    if asked.paths:
        wanted = tuple(map(_place, asked.paths))
        told = [each for each in told if any(_lies_in(file, wanted) for file in each.entry.files)]
    return told


def _place(path: str) -> str:
    return path.strip("/").removeprefix("./")


def _lies_in(file: FileChange, wanted: Sequence[str]) -> bool:
    """`wanted` without slashes at their ends; "" and "." are the whole."""
    paths = [path for path in (file.path, file.old_path) if path]
    return any(place in ("", ".", path) or path.startswith(f"{place}/") for path in paths for place in wanted)


# ---------------------------------------------------------------- telling
def commit_report(
    entry: Entry, assistance: Assistance, risk: Risk | None, files: tuple[FileChange, ...] | None = None
) -> CommitReport:
    """`files` stand in the place of the entry's own."""
    added = deleted = 0
    for file in entry.files:
        added += file.added or 0
        deleted += file.deleted or 0
    return CommitReport(
        sha=entry.sha,
        parents=entry.parents,
        author=entry.author,
        date=entry.authored,
        committed=entry.committed,
        subject=entry.message.lstrip("\n").partition("\n")[0],
        reverts=tuple(_REVERTED.findall(entry.message)) if _REVERTS in entry.message else (),
        ai=assistance,
        risk=risk,
        lines=CommitLines(added, deleted),
        files=entry.files if files is None else files,
    )


def _unchanged(paths: Iterable[str], reads: Sequence[Read]) -> Iterator[str]:
    for path in paths:
        if not any(_lies_in(file, (_place(path),)) for each in reads for file in each.entry.files):
            yield f"no commit changes {path}: a path is told from the top of the repository on"


def _notes(told_by: Log, reads: Iterable[Read]) -> Iterator[str]:
    if told_by.repository.is_shallow:
        yield _SHALLOW
    if told_by.replaced:
        yield _REPLACED
    absent, large = (sum(each.unseen == reason for each in reads) for reason in ("absent", "large"))
    if absent:
        yield (
            f"this clone lacks the content of some files: {count(absent, 'commit')} shown without their lines; "
            "`git fetch --refetch --no-filter` completes it"
        )
    if large:
        yield f"the diff of {count(large, 'commit')} is too large to be read whole: some files are without lines"
