"""Texts of rule files -> checked rules. What a rule may say of a record is known here; of syntax, in facts/patterns.

A rule is one TOML file, `rules/<family>/<rule-id>.toml`; `docs/rules.md` shows how to write one, `docs/rule-fields.md`
lists every kind and field. In short, for a rule over syntax:

    subject = "match"
    severity = "major"
    effort = { low = 5, likely = 15, high = 45 }
    message = "{name} has no timeout"                            # fields of the view that matched
    why = "…"
    fix = "…"
    [match.call]                                                 # a kind of view: assign, call, class, comment, …
    resolves_to = ["requests.get", "requests.post"]              # conditions on its fields; all must hold
    missing_kwargs = ["timeout"]
    function = { is_async = true }                               # a table of conditions on another view
    [[example]]                                                  # every line marked `# debt: rule-id`, and no other
    name = "…"
    files."a.py" = '''…'''

`match.<kind>` and `unless` speak of syntax, `when` of the record (what the project knows: `overrides`, `role`, …).
Rules on other subjects ("unit", "clone", …) have `when` and `unless` only; see `conditions`.
"""

from debtscan.rules.loading import load, load_one
from debtscan.rules.rule import Example, Rule, Scale, Spec

__all__ = ["Example", "Rule", "Scale", "Spec", "load", "load_one"]
