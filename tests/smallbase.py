"""A code base made of texts, for tests of what reads facts; no pattern rule is matched."""

from collections.abc import Mapping
from textwrap import dedent

from debtscan.facts.extract import extract
from debtscan.facts.patterns import compile_patterns
from debtscan.model import Codebase, CodeFile, FileFacts, Settings
from debtscan.sources.content import blob_id
from debtscan.sources.modules import ModuleNames
from debtscan.sources.roles import role

_NO_PATTERNS = compile_patterns(())


def facts(source: str) -> FileFacts:
    return extract(source.encode(), _NO_PATTERNS)


def codebase(files: Mapping[str, str]) -> Codebase:
    modules = ModuleNames(sorted(files))
    found = []
    for path, text in sorted(files.items()):
        source = dedent(text)
        place = role(path, (), Settings())
        found.append(CodeFile(path, blob_id(source.encode()), place, modules[path], facts(source)))
    return Codebase(tuple(found))
