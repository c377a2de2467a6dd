"""Functions and modules are judged by the code they live in, within absolute limits."""

from msgspec.structs import replace

from debtscan.detectors.complexity import measure
from debtscan.model import Codebase, CodeFile, FileFacts, Role, Unit
from debtscan.records import ModuleRecord, UnitRecord

MODULE = Unit(
    name="",
    kind="module",
    first=1,
    start=1,
    end=999,
    body=1,
    parent=-1,
    tokens=(0, 0),
    digest=b"",
    signature="",
    decorators=(),
    summary="",
    parameters=0,
    code_lines=0,
    statements=0,
    complexity=1,
    cognitive=0,
    nesting=0,
    terms=b"",
)


def function(name: str, complexity: int = 1, **figures: int) -> Unit:
    unit = replace(MODULE, name=name, kind="function", start=5, first=4, end=9, parent=0, complexity=complexity)
    return replace(unit, code_lines=5, **figures) if "code_lines" not in figures else replace(unit, **figures)


def file(path: str, *units: Unit, role: Role = "production", index: float = 60.0) -> CodeFile:
    facts = FileFacts(None, 99, 90, b"", b"", (), (MODULE, *units), maintainability=index)
    return CodeFile(path, "", role, path.removesuffix(".py").replace("/", "."), facts)


def spread(*complexities: int, times: int = 20) -> list[Unit]:
    return [function(f"f{i}", each) for i, each in enumerate(complexities * times)]


def outliers(*files: CodeFile) -> list[UnitRecord]:
    return [record for record in measure(Codebase(files)) if isinstance(record, UnitRecord)]


LEAN = spread(1, 1, 2, 2, 3)
HEAVY = spread(2, 4, 6, 8, 12)


def test_a_lean_code_base_is_held_to_its_own_standard():
    (found,) = outliers(file("a.py", *LEAN, function("odd", 12)))

    assert ("odd", 12, 2.0, 10.0, 100.0) == (
        found.name,
        found.complexity,
        found.complexity_norm,
        found.complexity_high,
        found.complexity_percentile,
    )
    assert "101 production functions" == found.peer_group


def test_a_heavy_code_base_is_not_drowned():
    assert [] == outliers(file("a.py", *HEAVY, function("usual", 12)))


def test_some_giants_do_not_raise_the_bound():
    giants = [function(f"giant{i}", 45) for i in range(15)]

    assert 15 == len(outliers(file("a.py", *LEAN, *giants)))


def test_beyond_the_ceiling_a_heavy_code_base_is_no_excuse():
    assert ["giant"] == [found.name for found in outliers(file("a.py", *spread(20, 40), function("giant", 51)))]


def test_a_package_with_enough_functions_is_its_own_standard():
    files = [file("heavy/a.py", *HEAVY, function("usual", 14)), file("lean/b.py", *LEAN, function("odd", 14))]
    (found,) = outliers(*files)

    assert ("lean.b.odd", "101 production functions in lean") == (found.symbol, found.peer_group)


def test_a_small_package_is_judged_by_what_is_around_it():
    files = [file("app/big/a.py", *LEAN), file("app/small/b.py", *spread(30, times=3))]

    assert {"103 production functions in app"} == {found.peer_group for found in outliers(*files)}


def test_roles_are_apart():
    files = [file("a.py", *LEAN), file("test_a.py", *HEAVY, function("test_usual", 14), role="test")]

    assert [] == outliers(*files)


def test_a_small_code_base_is_judged_by_absolute_bounds():
    (found,) = outliers(file("a.py", function("usual", 15), function("odd", 16)))

    assert ("odd", 15.0) == (found.name, found.complexity_high)
    assert "2 production functions, too few to set a norm" == found.peer_group


def test_a_function_is_not_charged_with_those_inside_it():
    outer = function("outer", code_lines=100, cognitive=30)
    inner = replace(function("outer.inner", code_lines=90, cognitive=25), parent=1)
    (found,) = outliers(file("a.py", outer, inner))

    assert ("inner", 90) == (found.name, found.code_lines)


def test_a_record_begins_at_the_def():
    (found,) = outliers(file("a.py", function("C.odd", 99)))

    assert ("a.C.odd", 5, 9) == (found.symbol, found.start, found.end)


def test_every_measure_has_its_bound():
    figures = {"cognitive": 21, "code_lines": 61, "nesting": 5, "parameters": 8}
    units = [function(name, 1, **{name: value}) for name, value in figures.items()]
    below = [function("below_" + name, 1, **{name: value - 1}) for name, value in figures.items()]

    assert list(figures) == [found.name for found in outliers(file("a.py", *units, *below))]


def test_a_module_is_judged_among_modules():
    files = [file(f"m{i:02}.py", index=50 + i % 10) for i in range(40)]
    found = [each for each in measure(Codebase((*files, file("odd.py", index=18)))) if isinstance(each, ModuleRecord)]

    assert [("odd.py", 19.0, "41 production modules")] == [(r.name, r.maintainability_low, r.peer_group) for r in found]


def test_a_few_modules_are_judged_by_an_absolute_bound():
    files = (file("a.py", index=8.9), file("b.py", index=9.1))
    found = [each.path for each in measure(Codebase(files)) if isinstance(each, ModuleRecord)]

    assert ["a.py"] == found


def test_nothing_to_measure_gives_nothing():
    assert [] == list(measure(Codebase(())))
    assert [] == list(
        measure(Codebase((CodeFile("a.py", "", "production", "a", FileFacts("bad", 1, 0, b"", b"", ())),)))
    )
