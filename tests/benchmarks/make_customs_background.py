"""Writes debtscan/detectors/customs_background.json: which way published packages go, one vote a package.

    python tests/benchmarks/make_customs_background.py DIRECTORY...

Each directory holds packages (a `site-packages` does); only packages whose metadata names a permissive licence count.
What is written are counts: no text of a package. Rerun it when a convention is added to the catalogue.
"""

import json
import re
import sys
from collections import Counter, defaultdict
from importlib.metadata import Distribution, distributions
from pathlib import Path

from debtscan import app
from debtscan.detectors import customs
from debtscan.detectors.convention_ballots import ballot
from debtscan.detectors.convention_norms import Norms
from debtscan.model import Settings
from debtscan.sources import open_source, rulefiles

PERMISSIVE = re.compile(r"\b(?:MIT|BSD|Apache|ISC|PSF|Python Software Foundation|0BSD|Zlib)\b", re.IGNORECASE)
LEAST_FILES = 15
TARGET = Path(customs.__file__).with_name("customs_background.json")


def is_permissive(found: Distribution) -> bool:
    metadata = found.metadata
    said = [metadata.get("License-Expression") or "", (metadata.get("License") or "")[:200]]
    return bool(PERMISSIVE.search(" ".join([*said, *(metadata.get_all("Classifier") or [])])))


def packages(directory: str) -> dict[str, Path]:
    found = {}
    for each in distributions(path=[directory]):
        tops = {path.parts[0] for path in each.files or () if path.suffix == ".py" and len(path.parts) > 1}
        for top in sorted(tops):
            place = Path(directory) / top
            if is_permissive(each) and (place / "__init__.py").is_file():
                found[top] = place
    return found


def main(directories: list[str]) -> None:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    counted = []
    analysis = app.Analysis(rulefiles.read(), Settings(), jobs=2)
    for name, place in sorted({name: place for each in directories for name, place in packages(each).items()}.items()):
        source = open_source([str(place)], None, Settings())
        codebase, _ = app.load(source, source.snapshot(), analysis)
        if len(codebase.files) < LEAST_FILES:
            continue
        counted.append(name)
        for role, feature, norm, _ in Norms(map(ballot, codebase.files)).all():
            if role == "production" or feature.startswith("tests."):
                counts[feature][norm.majority] += 1
    written = {feature: dict(sorted(votes.items())) for feature, votes in sorted(counts.items()) if "." in feature}
    few = {feature: votes for feature, votes in written.items() if sum(votes.values()) >= 3}
    TARGET.write_text(json.dumps({"counted": len(counted), "packages": few}, indent=0) + "\n", "utf-8")
    print(len(counted), "packages:", ", ".join(counted))


if __name__ == "__main__":
    main(sys.argv[1:])
