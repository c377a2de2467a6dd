"""The words of a function: what is kept, how it is split, and that packing loses nothing."""

import ast

import pytest

from debtscan.facts.names import Names
from debtscan.facts.terms import Fields, pack, stem, subtokens, unpack, words
from debtscan.facts.tree import DEFINITIONS, Tree


def fields(source: str, owner: str = "") -> Fields:
    """The fields of the first function or class of `source`."""
    tree = Tree(ast.parse(source))
    node = next(node for node in tree.nodes if isinstance(node, DEFINITIONS))
    return unpack(pack(tree, Names(tree), node, owner))


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("parse_config_file", ("pars", "config", "fil")),
        ("HTTPResponseParser", ("http", "respons", "pars")),
        ("iterPages", ("iter", "pag")),
        ("self", ()),
        ("x", ()),
        ("_", ()),
    ],
)
def test_identifiers_are_split_lowered_and_stemmed(identifier: str, expected: tuple[str, ...]) -> None:
    assert expected == subtokens(identifier)


def test_inflections_of_a_word_share_a_stem() -> None:
    assert {"pars"} == {stem(word) for word in ("parse", "parsing", "parsed", "parses", "parser")}
    assert {"entr"} == {stem(word) for word in ("entry", "entries")}


def test_stop_words_of_prose_are_dropped() -> None:
    assert ["relativ", "path"] == words("Return the relative path of the given value")


def test_each_field_holds_its_own_words() -> None:
    found = fields(
        '''
import os.path
def clean_directory(folder, keep=()):
    """Remove everything inside."""
    for entry in os.listdir(folder):
        if entry.endswith(".pyc"):
            raise KeyError(entry.parent)
''',
        owner="Builder",
    )

    assert ("clean", "director") == found.name
    assert ("build",) == found.owner
    assert ("fold", "keep") == found.parameters
    assert ("remov", "everyth") == tuple(word.rstrip("e") for word in found.docstring[:2])
    assert {"listdir", "~listing", "endswith", "KeyError"} <= set(found.callees)
    assert ("os",) == found.modules
    assert {"listdir", "parent"} <= set(found.attributes)
    assert {"=.pyc", "pyc"} == set(found.literals)
    assert {"entr", "fold"} <= set(found.identifiers)
    assert ("KeyError",) == found.exceptions


def test_an_alias_means_the_same_as_the_full_name() -> None:
    aliased = fields("def f(a, b):\n    return joined(a, b)\nfrom os.path import join as joined\n")
    full = fields("def f(a, b):\n    return os.path.join(a, b)\nimport os\n")

    assert aliased.callees == full.callees
    assert "~pathjoin" in full.callees


@pytest.mark.parametrize("body", ["os.path.join(a, 'x')", "a / 'x'", "a.joinpath('x')", "a / f'{b}.txt'"])
def test_ways_to_join_paths_share_a_concept(body: str) -> None:
    assert "~pathjoin" in fields(f"import os\ndef f(a, b):\n    return {body}\n").callees


def test_division_of_numbers_joins_no_path() -> None:
    assert () == fields("def f(a):\n    return a / 3\n").callees


def test_docstring_words_are_no_literals() -> None:
    assert () == fields('def f():\n    "Sorted colours."\n    return 1\n').literals


def test_a_term_is_kept_three_times_at_most() -> None:
    assert ("step",) * 3 == fields("def f():\n    step()\n    step()\n    step()\n    step()\n").callees


def test_awkward_literals_survive_packing() -> None:
    found = fields("def f():\n    return ['a\\nb', ' ', '\\x1f', '\\ud800', b'\\x00\\xff', 1e400, 10**3]\n")

    assert len(Fields._fields) == len(found)
    assert "#inf" in found.literals


@pytest.mark.parametrize(
    "source", ["class A:\n    pass\n", "def test_it():\n    assert run()\n"], ids=["class", "test function"]
)
def test_classes_and_tests_have_no_words(source: str) -> None:
    tree = Tree(ast.parse(source))

    assert b"" == pack(tree, Names(tree), tree.nodes[1], "")


def test_unpacking_foreign_bytes_gives_empty_fields() -> None:
    assert Fields() == unpack(b"\xff\n\n")


@pytest.mark.parametrize(
    ("word", "root"),
    [("slugify", "slug"), ("slugs", "slug"), ("classified", "class"), ("motif", "motif")],
)
def test_a_verb_has_the_stem_of_the_thing_it_makes(word, root):
    assert root == stem(word)
