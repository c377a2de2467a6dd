"""Check -> GitLab's code quality report of what is new or worse; a merge request shows it as it is."""

from debtscan.model import Check
from debtscan.output import RenderOptions
from debtscan.output.check.entries import brought
from debtscan.output.gitlab import issues


def render(check: Check, options: RenderOptions) -> str:
    return issues((entry.finding for entry in brought(check, options)), options)
