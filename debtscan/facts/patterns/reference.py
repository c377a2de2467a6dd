"""The views -> `docs/rule-fields.md`: every kind a rule can match and every field it can speak about."""

from debtscan.facts.patterns.expressions import ExpressionView
from debtscan.facts.patterns.kinds import KINDS
from debtscan.facts.patterns.view import View
from debtscan.records import SUBJECTS
from debtscan.rules.conditions import Shape, shapes

_SAID = {"flag": "bool", "number": "number", "text": "str", "texts": "list of str", "asked": "asked"}


def reference() -> str:
    """Markdown; a test holds the file to it."""
    parts = [
        "# What a rule can speak about",
        "",
        "Generated from the code; [rules.md](rules.md) says how to use it.",
        "",
    ]
    for name, kind in KINDS.items():
        parts += _view(f"`match.{name}`", kind.view)
    parts += _view("expression (arguments, values, results)", ExpressionView)
    parts += ["## Records: the fields of `when`", ""]
    for subject, record in SUBJECTS.items():
        fields = ", ".join(f"`{name}`" for name in shapes(record))
        parts += [f"- **{subject}**: {fields}"]
    return "\n".join(parts) + "\n"


def _view(title: str, view: type[View]) -> list[str]:
    rows = [f"| `{name}` | {_said(shape)} | {_meaning(view, name)} |" for name, shape in sorted(shapes(view).items())]
    return [f"## {title}", "", _text(view.__doc__), "", "| field | type | meaning |", "| --- | --- | --- |", *rows, ""]


def _said(shape: Shape) -> str:
    if shape.kind in _SAID:
        return _SAID[shape.kind]
    noun = shape.of.__name__.removesuffix("View").lower() if shape.of else "?"
    return {"one": noun, "many": f"several: {noun}", "named": f"by name: {noun}"}[shape.kind]


def _meaning(view: type[View], name: str) -> str:
    member = next(vars(owner)[each] for each in (name, f"{name}_") for owner in view.__mro__ if each in vars(owner))
    return _text(member.__doc__).replace("|", "\\|")


def _text(docstring: str | None) -> str:
    return " ".join((docstring or "").split())
