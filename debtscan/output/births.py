"""A finding with what the ledger knows of it -> who introduced it, in words."""

from debtscan.model import Finding
from debtscan.output.escape import visible


def introduced(finding: Finding) -> str:
    """ "" when nothing is known."""
    data = finding.data
    if "first_seen_in" in data:
        return f"first seen in {str(data['first_seen_in'])[:12]} on {data['first_seen_on']}"
    if "born_in" not in data:
        return ""
    sha, day, tools = (str(data[name]) for name in ("born_in", "born_on", "assisted_by"))
    return f"introduced by {sha[:12]} on {day}" + (f", assisted by {visible(tools)}" if tools else "")
