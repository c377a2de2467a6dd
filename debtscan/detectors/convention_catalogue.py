"""The conventions that are counted: what they are about in words, which way is better, who else enforces them.

`order` names the variants from best to worst where one is better for any code base: what is better than the usual is
an improvement and never drift, and a worse way is shown but never held against anyone. Without an order the usual is
only usual. The ids of linters are those of ruff, under which most of them can be found in the other linters too.
"""

from collections.abc import Mapping

from debtscan.detectors.convention import Convention
from debtscan.detectors.conventions_of_code import OF_CODE
from debtscan.detectors.conventions_of_text import OF_TEXT

# By id; of "imports.form.typing", where the id is not here, by "imports.form".
CATALOGUE: Mapping[str, Convention] = {**OF_CODE, **OF_TEXT}


def convention(name: str) -> Convention | None:
    """Of a vote's name, which may end in a subject."""
    return CATALOGUE.get(name) or CATALOGUE.get(".".join(name.split(".", 2)[:2]))


def is_near(name: str) -> bool:
    """Whether all that decides on it stands in a file's folder, or in files of its name."""
    entry = convention(name)
    return entry is not None and entry.is_set and (entry.is_local or name.startswith("idioms.decorator_in."))


def subject(name: str) -> str:
    """`typing` of "imports.form.typing", "" without one."""
    return "" if name in CATALOGUE else name.split(".", 2)[2]
