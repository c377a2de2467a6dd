"""What a change accepts of its own debt: the baseline as it is, less the baseline as it was.

Whatever the base holds is no news to a gate, so of a baseline only what the change itself adds to it matters.
"""

import os
from collections import Counter
from collections.abc import Mapping

from debtscan.errors import BaselineError
from debtscan.model import Settings
from debtscan.scoring.baseline import counts
from debtscan.sources import gitrepo
from debtscan.sources.change import Change
from debtscan.store import baseline


def accepted(change: Change, settings: Settings) -> Mapping[str, int]:
    """By identity. Raises BaselineError for a file that is no baseline; one that was none accepted nothing."""
    file = baseline.place(change.root, settings)
    if file is None:
        return {}
    now = Counter(counts(baseline.read(file)))
    path = os.path.relpath(file, change.root).replace(os.sep, "/")
    text = gitrepo.text_at(change.root, change.base_name, path) if change.base_name and path[:2] != ".." else None
    try:
        return now - Counter(counts(baseline.parse(file, text)) if text else {})
    except BaselineError:
        return now
