"""The arithmetic of look-alikes: what counts as rare, what as alike, and that the index finds the nearest."""

import ast

import pytest

from debtscan.detectors.lexical_calibration import threshold
from debtscan.detectors.lexical_index import Index
from debtscan.detectors.lexical_ranking import Comparison, Function, Likeness, bag, evidence, probability, rarity
from debtscan.facts.lexer import lex
from debtscan.facts.names import Names
from debtscan.facts.terms import Fields, pack, unpack
from debtscan.facts.tree import FUNCTIONS, Tree


def function(source: str) -> Function:
    tree = Tree(ast.parse(source))
    node = tree.of(*FUNCTIONS)[0]
    return Function(node.name, unpack(pack(tree, Names(tree), node, "")), lex(source.encode()).ids)


ONE = function(
    "import os\ndef drop(path):\n    for name in os.listdir(path):\n        os.unlink(os.path.join(path, name))\n"
)
ANEW = function(
    "from pathlib import Path\ndef clear(folder):\n    for x in Path(folder).iterdir():\n        x.unlink()\n"
)
OTHER = function("def total(orders):\n    return sum(order.amount * 1.19 for order in orders)\n")


def likeness(one: Function, other: Function) -> Likeness:
    return Comparison(one, lambda _term: 1, 500).likeness(other, overlap=0.5, lead=0.5)


def test_a_rare_term_weighs_more_than_a_common_one() -> None:
    assert rarity(2, 1000) > rarity(200, 1000) > 0


def test_in_a_small_code_base_a_shared_term_is_still_rare() -> None:
    assert rarity(2, 1000) == pytest.approx(rarity(2, 3), abs=2)


def test_a_function_is_most_like_itself() -> None:
    alike = likeness(ONE, ONE)

    assert (1.0, 1.0) == (alike.tokens, alike.size)
    assert pytest.approx(1.0) == alike.calls


def test_another_way_to_the_same_end_is_seen_in_the_calls() -> None:
    assert likeness(ONE, ANEW).calls > 0.5
    assert 0.0 == likeness(ONE, OTHER).calls


def test_evidence_grows_with_every_signal() -> None:
    weak = Likeness(*[0.2] * len(Likeness._fields))

    assert all(evidence(weak) < evidence(weak._replace(**{name: 0.4})) for name in Likeness._fields)


def test_local_names_do_not_count_as_tokens() -> None:
    renamed = function("import os\ndef drop(p):\n    for n in os.listdir(p):\n        os.unlink(os.path.join(p, n))\n")

    assert 1.0 == likeness(ONE, renamed).tokens


def test_reasons_name_what_is_shared_and_not_what_everybody_calls() -> None:
    one = function("def load_rates(p):\n    return len(parse_rates(p, 'ecb'))\n")
    other = function("def rates_of(p):\n    x = parse_rates(p, 'ecb')\n    return len(x)\n")
    comparison = Comparison(one, lambda term: 400 if term == ".len" else 2, 500)

    assert ["same callees: parse_rates", 'same literals: "ecb"', "names alike: load_rates, rates_of"] == [
        reason for reason in comparison.reasons(other) if "tokens" not in reason
    ]


def test_the_index_gives_the_nearest_first() -> None:
    bags = [bag(each.fields) for each in (ONE, OTHER, ANEW)]

    (nearest,) = Index(bags).nearest([0], 2)

    assert [2, 1] == [number for number, _ in nearest.others]
    assert nearest.own > nearest.others[0][1] > nearest.others[1][1]


def test_the_score_is_the_same_from_both_sides() -> None:
    first, _, third = Index([bag(each.fields) for each in (ONE, OTHER, ANEW)]).nearest([0, 1, 2], 2)

    assert dict(third.others)[0] == pytest.approx(dict(first.others)[2])


def test_asking_in_batches_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    index = Index([bag(each.fields) for each in (ONE, OTHER, ANEW) * 3])
    together = list(index.nearest(range(9), 3))
    monkeypatch.setattr("debtscan.detectors.lexical_index._CELLS_AT_ONCE", 1)

    assert together == list(index.nearest(range(9), 3))


@pytest.mark.parametrize("bags", [[], [{}], [{}, {}], [{}, bag(ONE.fields), {}]], ids=len)
def test_empty_bags_are_nobody_s_neighbours(bags: list[dict[str, float]]) -> None:
    found = list(Index(bags).nearest(range(len(bags)), 3))

    assert all(score == 0.0 for nearest in found for _, score in nearest.others)


def test_a_bag_tells_code_from_words() -> None:
    fields = Fields(name=("open",), callees=("open", "~open"), literals=("=w", "open"))

    assert {"open", ".open", "~open", "=w"} == bag(fields).keys()


def test_where_functions_look_alike_anyway_the_threshold_is_higher() -> None:
    lean, alike = [-4.0] * 95 + [3.0], [-4.0] * 50 + [3.0] * 50

    assert threshold(lean, 100) < threshold(alike, 100)


def test_the_threshold_stays_within_bounds() -> None:
    assert threshold([], 0) == threshold([-9.0] * 100, 100)
    assert probability(threshold([9.0] * 100, 100)) < 0.7
