"""Check -> JUnit XML: a test case for the verdict and one for each finding; those that fail the change are failures.

Every text passes through `escape.visible`, so that nothing is in it that XML 1.0 forbids (section 2.2).
"""

from xml.etree import ElementTree

from debtscan.model import Check
from debtscan.output import RenderOptions
from debtscan.output.check.entries import Entry, brought
from debtscan.output.escape import visible

_SUITE = "debtscan check"


def render(check: Check, options: RenderOptions) -> str:
    entries = brought(check, options)
    failed = check.verdict == "fail"
    figures = {
        "tests": str(len(entries) + 1),
        "failures": str(sum(entry.decides for entry in entries) + failed),
        "errors": "0",
        "skipped": "0",
        "time": "0",
    }
    root = ElementTree.Element("testsuites", {"name": "debtscan", **figures})
    suite = ElementTree.SubElement(root, "testsuite", {"name": _SUITE, **figures})
    _case(suite, "verdict", "debtscan", "verdict" if failed else None, "\n".join(map(visible, check.reasons)))
    for entry in entries:
        _entry(suite, entry, options)
    ElementTree.indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, "unicode")}\n'


def _entry(suite: ElementTree.Element, entry: Entry, options: RenderOptions) -> None:
    finding = entry.finding
    path = visible(options.from_checkout(finding.path))
    told = [f"{path}:{finding.start_line}: {entry.state} ({finding.severity}): {visible(finding.message)}"]
    told += [visible(entry.repair)] if entry.repair else []
    failure = finding.rule_id if entry.decides else None
    case = _case(suite, f"{finding.rule_id} at line {finding.start_line}", path, failure, "\n".join(told))
    case.set("file", path)
    case.set("line", str(finding.start_line))


def _case(
    suite: ElementTree.Element, name: str, class_name: str, failure: str | None, text: str
) -> ElementTree.Element:
    """A failed case for the name of a failure, a passed one with its text as output for None."""
    case = ElementTree.SubElement(suite, "testcase", {"name": name, "classname": class_name, "time": "0"})
    if failure is None:
        ElementTree.SubElement(case, "system-out").text = text
    else:
        ElementTree.SubElement(case, "failure", {"type": failure, "message": text.split("\n")[0]}).text = text
    return case
