"""How foreign a function is to its code base."""

from array import array

from debtscan.app import scan_texts
from debtscan.detectors.background import TOKENS_OF, WORDS_OF
from debtscan.detectors.foreignness import LEAST_FUNCTIONS
from debtscan.facts.extract import extract
from debtscan.facts.patterns import compile_patterns
from debtscan.facts.places import unit_at, units_by_line
from debtscan.facts.terms import unpack

HOUSE = """
def load_{0}_{1}(orders: list[Order], limit: int) -> list[Order]:
    found = [order for order in orders if order.total > limit]
    for order in found:
        logger.info("%s of {1}", order.number)
    return found
"""
FOREIGN = """
def ComputeWeights(self, tensor, gradient=None):
    try:
        self.matrix = numpy.dot(tensor, gradient.transpose())
    except:
        print("bad {}".format(tensor))
        raise Exception("dimension")
    return super(Layer, self).apply(self.matrix)
"""


def drift(files: dict[str, str]) -> dict[str, float | None]:
    return {unit.name: unit.drift for unit in scan_texts(files, ()).units}


def house(functions: int) -> dict[str, str]:
    return {
        f"shop/{name}.py": "".join(HOUSE.format(name, number) for number in range(functions // 8))
        for name in "abcdefgh"
    }


def test_what_is_like_nothing_around_it_is_the_most_foreign() -> None:
    found = drift(house(LEAST_FUNCTIONS) | {"shop/layer.py": FOREIGN, "shop/i.py": HOUSE.format("i", 3)})

    assert 1.0 == found["ComputeWeights"]
    assert found["load_i_3"] is not None
    assert 1.0 > found["load_i_3"]


def test_foreign_modules_that_nothing_imports_do_not_vouch_for_each_other() -> None:
    imports = "".join(f"import shop.{name}\n" for name in "abcdefgh")
    strangers = {f"shop/layer{number}.py": FOREIGN.replace("Weights", f"Weights{number}") for number in range(9)}

    found = drift(house(LEAST_FUNCTIONS) | {"shop/main.py": imports} | strangers)

    assert 0.9 <= min(score for name, score in found.items() if name.startswith("Compute") and score is not None)


def test_what_binds_a_function_to_other_code_tells_as_well() -> None:
    header = "import json\n\n\ndef load_{}(orders: list[Order], limit: int) -> list[Order]:\n"
    foreign = "from attr import s\n\n\n@s\ndef load_x(orders: Sequence[Tensor], limit: Size) -> Tensor:\n"
    plain, bound = (f"{each}    return json.loads(orders)\n" for each in (header, foreign))

    found = drift(house(LEAST_FUNCTIONS) | {f"shop/m{n}.py": plain.format(n) for n in range(5)} | {"shop/x.py": bound})

    assert (found["load_x"] or 0.0) > (found["load_3"] or 0.0)


def test_too_little_code_is_not_judged() -> None:
    found = drift(house(16) | {"shop/layer.py": FOREIGN})

    assert {None} == set(found.values())


def test_tests_are_not_judged_and_judge_nothing() -> None:
    found = drift(house(LEAST_FUNCTIONS) | {"tests/test_layer.py": FOREIGN})

    assert found["ComputeWeights"] is None


def test_the_background_knows_tokens_and_words_as_the_facts_name_them() -> None:
    """It is made by tests/benchmarks/make_background.py, to be run anew when the one or the other changes."""
    facts = extract(b"def f(self, path):\n    return self.name\n", compile_patterns(()))
    tokens = {int(text, 16) for texts in TOKENS_OF.values() for text in texts.split()}
    words = {word for texts in WORDS_OF.values() for word in texts.split()}

    assert 6 <= len(tokens.intersection(array("I", facts.tokens)))
    assert words >= {*unpack(facts.units[1].terms).parameters}


def test_the_units_of_all_lines_are_those_of_each() -> None:
    source = "@os.x\nclass A:\n    def f(self):\n        def g(): pass\n        return g\n\n    y = 1\n\nz = 2\n"
    units = extract(source.encode(), compile_patterns(())).units
    found = units_by_line(units)

    assert [unit_at(units, line) for line in range(1, len(found))] == found[1:]
