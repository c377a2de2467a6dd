"""Options and what was judged -> what a renderer is told of both."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from debtscan.cli import options
from debtscan.cli.excerpts import excerpts
from debtscan.model import Finding
from debtscan.output import RenderOptions, RuleText
from debtscan.sources import Source
from debtscan.sources.worktree import checkout_prefix


def rendering(
    asked: options.Common, source: Source, rules: Sequence[RuleText], quoted: Iterable[Finding]
) -> RenderOptions:
    """`quoted` are the findings whose lines in `source` may be shown."""
    return replace(asked.told(), prefix=checkout_prefix(source.root), rules=rules, excerpt=excerpts(source, quoted))
