"""How a code base lives, and its files with debt -> who can be asked about what hurts most. People are never ranked."""

from collections.abc import Collection, Iterator, Sequence

from msgspec.structs import replace

from debtscan.accounts import FileAccount, Knowledge, Orphan
from debtscan.scoring import cost
from debtscan.scoring.words import count
from debtscan.vitals import Coupled, Vitals

_PACKAGES, _PAIRS, _COPIES = 30, 20, 20


def knowledge(vitals: Vitals, files: Sequence[FileAccount], recent: Collection[str], people: bool) -> Knowledge:
    """`files` are those with debt, `recent` the commits of the last year; without `people` nobody is named."""
    left = {path for package in vitals.knowledge for path in package.orphaned}
    orphaned = [Orphan(each.path, each.principal, each.findings, each.changes) for each in files if each.path in left]
    owners = {package.package: package.owners for package in vitals.knowledge} if people else {}
    named = {package.package: package.declared for package in vitals.knowledge} if people else {}
    return Knowledge(
        hotspots=vitals.hotspots,
        packages=tuple(
            replace(each, owners=owners.get(each.package, ()), declared=named.get(each.package, ()))
            for each in vitals.knowledge[:_PACKAGES]
        ),
        orphaned=tuple(sorted(orphaned, key=lambda each: (-each.principal.mean, each.path))),
        coupling=tuple(sorted(_unexplained(vitals), key=lambda pair: bool(pair.imports))[:_PAIRS]),
        rework=vitals.rework,
        churn=f"Churn: {vitals.churn_compared.conclusion}" if vitals.churn_compared else "",
        apart=tuple(
            replace(live, apart=found)
            for live in vitals.live_clones
            if (found := tuple(each for each in live.apart if each.sha in recent))
        )[:_COPIES],
    )


def _unexplained(vitals: Vitals) -> Iterator[Coupled]:
    """A test is to change with what it tests; pairs that met in wide edits alone say nothing."""
    return (pair for pair in vitals.coupling if pair.weight >= 1 and not pair.is_test)


def sentences(found: Knowledge) -> Iterator[str]:
    if found.hotspots:
        alone = sum(spot.bus_factor == 1 for spot in found.hotspots)
        nobody = sum(bool(spot.bus_factor) and not spot.active_authors for spot in found.hotspots)
        yield (
            f"{count(len(found.hotspots), 'hot spot')}: {alone:,} known to one person alone"
            + (f", {nobody:,} to nobody who committed in the last year" if nobody else "")
            + "."
        )
    else:
        yield "No production file was changed twice in the last 12 months: there are no hot spots."
    if found.orphaned:
        minutes = cost.duration([sum(each.principal.mean for each in found.orphaned)])
        yield (
            f"{minutes} of debt lies in {count(len(found.orphaned), 'file')} whose authors have not committed for a "
            "year and that CODEOWNERS names nobody for."
        )
    elif any(each.bus_factor for each in found.packages):
        yield "Every file with debt has an author who committed in the last year, or somebody named for it."
