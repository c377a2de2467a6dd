"""How foreign a function is to its code base."""

from array import array

from debtscan.app import scan_texts
from debtscan.detectors.background import TOKENS_OF, WORDS_OF
from debtscan.detectors.foreignness import LEAST_FUNCTIONS
from debtscan.facts.extract import extract
from debtscan.facts.patterns import compile_patterns
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
