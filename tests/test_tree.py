import ast

from debtscan.facts.names import Names
from debtscan.facts.text import Text
from debtscan.facts.tree import Tree


def tree_of(source: str) -> Tree:
    return Tree(ast.parse(source))


def test_nodes_come_in_source_order_and_once():
    source = "import os\n\ndef f(a, *, b=1):\n    with open(a) as g, b:\n        return [x for x in g if x]\n"
    tree = tree_of(source)
    expected = {node for node in ast.walk(tree.module) if not isinstance(node, ast.expr_context | ast.operator)}

    assert expected == set(tree.nodes)
    assert len(expected) == len(tree.nodes)


def test_the_span_of_a_definition_holds_exactly_what_is_inside():
    tree = tree_of("def f():\n    def g():\n        return 1\n    return g\nclass C:\n    x = 1\n")
    outer, inner = tree.of(ast.FunctionDef)
    start, end = tree.span(outer)

    assert outer is tree.nodes[start]
    assert {n for n in ast.walk(outer) if not isinstance(n, ast.expr_context)} == set(tree.nodes[start:end])
    assert outer is tree.definition(inner)


def test_names_mean_what_the_imports_say():
    tree = tree_of(
        "import subprocess as sp\nfrom time import sleep\nimport os.path\nfrom .util import f as g\nfrom . import h\n"
        "def mine(): pass\nlist = 3\n"
        "sp.run; sleep; os.path.join; g; h.x; mine; len; list; self.x; f().y"
    )
    names = Names(tree)
    resolved = [names.resolve(item.value) for item in tree.module.body if isinstance(item, ast.Expr)]

    assert [
        "subprocess.run", "time.sleep", "os.path.join", ".util.f", ".h.x", "mine", "len", "list", None, None,
    ] == resolved  # fmt: skip


def test_an_import_is_guarded_only_where_its_absence_is_provided_for():
    names = Names(
        tree_of(
            "import a\ntry:\n    import b\nexcept ImportError:\n    b = None\n"
            "if TYPE_CHECKING:\n    import c\ntry:\n    import d\nexcept KeyError:\n    pass\n"
        )
    )

    assert {"a": False, "b": True, "c": True, "d": False} == {item.module: item.guarded for item in names.imports}


def test_definitions_are_what_the_module_itself_binds():
    names = Names(tree_of("import os\nA = B = 1\nif A:\n    def f():\n        x = 1\nclass C:\n    y = 2\n"))

    assert (("A", 2), ("B", 2), ("C", 6), ("f", 4)) == names.definitions


def test_offsets_count_bytes():
    source = "é = 'ü'; x = 1\ny = é\n"
    text = Text(source.encode())
    statements = ast.parse(source).body

    assert ["é = 'ü'", "x = 1", "y = é"] == [text.segment(node) for node in statements]
