"""Customs -> a short block for AGENTS.md and its like: what an assistant would get wrong here, and what to reuse.

Only identifiers, paths and words of the catalogue are in it: a docstring or comment of the repository is data of
somebody, and would speak to the assistant in the project's name.
"""

import re
from collections.abc import Iterator, Sequence

from debtscan.answers import Custom, Customs, Helper
from debtscan.output import RenderOptions
from debtscan.scoring.words import count

BEGIN, END = "<!-- debtscan: conventions -->", "<!-- /debtscan -->"
_MOST = 24
_USUAL = 0.75  # of published packages: what more of them do, an assistant does without being told
# Packages are published without their tests, so the background says nothing of these: what the documentation of pytest
# and of Python recommends is taken for usual.
_RECOMMENDED = frozenset({
    ("naming.test", "snake"), ("tests.file_name", "first"), ("tests.class_name", "first"), ("tests.raises", "raises"),
    ("tests.mock", "patch"), ("tests.setup", "fixture"), ("tests.check", "assert"), ("tests.framework", "pytest"),
    ("imports.library.mock", "unittest.mock"), ("imports.library.logging", "logging"), ("async.sleep", "asyncio.sleep"),
    ("imports.library.async", "asyncio"), ("imports.form.pytest", "import"), ("async.task", "create_task"),
})  # fmt: skip
_FORMS = frozenset({"from", "import"})  # of imports: an alias is news, one of these is none
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PATH = re.compile(r"[\w./-]{1,120}")
_DOTTED = re.compile(r"[A-Za-z_][\w.]{0,120}")
_WORDS = re.compile(r"[\w .,;:'`()\[\]{}…*@%+=/|<>&\"-]{1,160}")


def render(customs: Customs, options: RenderOptions) -> str:
    return "".join(f"{line}\n" for line in _lines(customs))


def _lines(customs: Customs) -> Iterator[str]:
    told = surprising(customs.customs)
    yield BEGIN
    yield "## How things are done here"
    yield ""
    if told:
        yield "Counted in this code base; keep to it in new code."
        yield ""
        yield from map(_custom, told)
    else:
        yield "Nothing here is done otherwise than in most Python code bases."
    helpers = [helper for helper in customs.helpers if _is_plain(helper)]
    if helpers:
        yield ""
        yield "Call these instead of writing them again:"
        yield ""
        for helper in helpers:
            yield f"- `{helper.name}` ({helper.path}:{helper.line}), used in {count(helper.files, 'file')}"
    yield END


def surprising(customs: Sequence[Custom]) -> list[Custom]:
    """The rarest elsewhere first. What a tool enforces is the tool's, and what cannot be shown safely is left out."""
    rare = [
        each
        for each in customs
        if not each.owner and not _is_usual(each)
        if _WORDS.fullmatch(each.text) and all(_PATH.fullmatch(path) for path, _ in each.examples)
    ]
    ranked = sorted(rare, key=lambda each: (each.usual_elsewhere or 0.0, -each.total, each.feature, each.role))
    return sorted(ranked[:_MOST], key=lambda each: (each.group, each.role, each.feature))


def _is_usual(custom: Custom) -> bool:
    feature, majority = custom.feature, custom.majority
    if (feature, majority) in _RECOMMENDED or (custom.usual_elsewhere or 0.0) >= _USUAL:
        return True
    subject = feature.rpartition(".")[2]
    if feature.startswith("naming.parameter."):  # `request` of a Request
        return majority in (subject.lower(), _HUMP.sub("_", subject).lower())
    return feature.startswith("imports.form.") and majority in _FORMS


def _custom(custom: Custom) -> str:
    where = " in tests" if custom.role == "test" else ""
    example = f"; see {custom.examples[0][0]}:{custom.examples[0][1]}" if custom.examples else ""
    text = custom.text[0].upper() + custom.text[1:]
    return f"- {text}{where} ({custom.support:,} of {custom.total:,}){example}."


def _is_plain(helper: Helper) -> bool:
    return bool(_DOTTED.fullmatch(helper.name) and _PATH.fullmatch(helper.path))
