"""A code base made of texts, for tests of what reads facts; no pattern rule is matched."""

import ast
from collections.abc import Mapping
from textwrap import dedent

from debtscan.facts.lexer import blanked, lex
from debtscan.facts.names import Names
from debtscan.facts.text import Text
from debtscan.facts.tree import Tree
from debtscan.facts.units import units
from debtscan.model import Codebase, CodeFile, FileFacts, Settings
from debtscan.sources.content import blob_id
from debtscan.sources.modules import module_names
from debtscan.sources.roles import role


def facts(source: str) -> FileFacts:
    data = source.encode()
    tree, text = Tree(ast.parse(source)), Text(data)
    names, lexed = Names(tree), lex(data, blanked(tree, text))
    return FileFacts(
        error=None,
        lines=len(text.lines),
        code_lines=0,
        tokens=lexed.ids.tobytes(),
        line_index=lexed.line_index.tobytes(),
        marks=(),
        units=units(text, tree, names, lexed)[0],
        references=names.references,
    )


def codebase(files: Mapping[str, str]) -> Codebase:
    modules = module_names(sorted(files))
    found = []
    for path, text in sorted(files.items()):
        source = dedent(text)
        place = role(path, (), Settings())
        found.append(CodeFile(path, blob_id(source.encode()), place, modules[path], facts(source)))
    return Codebase(tuple(found))
