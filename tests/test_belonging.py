"""What all of a kind have, and what others are there to call: decorators, members, wrapped APIs."""

from array import array

import pytest

from debtscan.app import Analysis, scan_texts
from debtscan.detectors.api_calls import api_calls, api_id
from debtscan.detectors.helper_templates import templates, written_out
from debtscan.facts.extract import extract
from debtscan.facts.patterns import compile_patterns
from debtscan.gate import check_texts
from debtscan.model import FileFacts, Finding
from debtscan.rules import load
from debtscan.sources.rulefiles import read

NAMES = ("cart", "order", "price", "stock", "offer", "bill", "rate", "gift", "tax")
VIEW = "from shop.access import members\n\n\n@members\ndef show_{0}(request):\n    return request.render('{0}')\n"
VIEWS = {f"shop/views/{name}.py": VIEW.format(name) for name in NAMES}
OPEN_VIEW = "def show_refund(request):\n    return request.render('refund')\n"
CHECK = (
    "from shop.check import Check\n\n\nclass {0}(Check):\n    name = '{1}'\n\n    def run(self):\n        return 1\n"
)
CHECKS = {f"shop/checks/{name}.py": CHECK.format(name.title(), name) for name in NAMES}
NAMELESS = (
    "from shop.check import Check\n\n\nclass Refund(Check):\n    level = 3\n\n    def run(self):\n        return 2\n"
)
BASE = {
    "shop/__init__.py": "",
    "shop/check.py": "class Check:\n    def run(self):\n        raise NotImplementedError\n",
}
SESSION = """import requests


def get_session():
    session = requests.Session()
    session.trust_env = False
    return session
"""
CALLER = "from shop.http import get_session\n\n\n" + "\n\n".join(
    f"def load_{{0}}_{number}(url):\n    return get_session().get(url, timeout={number})\n" for number in range(4)
)
CALLERS = {f"shop/caller{number}.py": CALLER.format(number) for number in range(3)}
RAW = "import requests\n\n\ndef publish(url, offer):\n    return requests.Session().post(url, json=offer, timeout=3)\n"


def facts(text: str) -> FileFacts:
    return extract(text.encode(), compile_patterns(()))


def sets(text: str) -> set[tuple[str, str]]:
    found = facts(text).choices
    return {(each.convention, each.variant) for each in found if each.convention.startswith("idioms.")}


def rules() -> dict[str, str]:
    wanted = ("drift/missing-", "drift/raw-api")
    return {name: text for name, text in read().items() if name.startswith(wanted)}


def drift(files: dict[str, str]) -> list[Finding]:
    return list(scan_texts(files, load(rules())).findings)


def brought(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, int]]:
    return [(each.path, each.start_line) for each in check_texts(before, before | after, Analysis(rules())).new]


# ---------------------------------------------------------------- decorators
def test_what_a_decorator_makes_of_a_function_is_missed_on_no_other() -> None:
    assert ("idioms.decorator", "@members") in sets("@cache\n@shop.members(1)\ndef f(): pass\n")
    assert ("idioms.decorator", "") in sets("@contextmanager\ndef f(): pass\n")
    assert not {each for each in sets("def _f(): pass\n") if each[0] == "idioms.decorator"}


def test_a_view_without_the_decorator_of_all_others_is_found_with_the_nearest_that_has_it() -> None:
    (found,) = drift(VIEWS | {"shop/views/refund.py": OPEN_VIEW})

    assert ("missing-decorator", "shop/views/refund.py", 1) == (found.rule_id, found.path, found.start_line)
    assert (
        "this function has no `@members`; 9 of 9 functions in the code under shop/views have `@members`"
        in found.message
    )
    assert "shop/views/bill.py:5" in found.message


def test_a_folder_with_other_functions_too_asks_for_no_decorator() -> None:
    plain = {"shop/views/dates.py": "def parse_date(text):\n    return text.split('-')\n"}

    assert [] == drift(VIEWS | plain | {"shop/views/refund.py": OPEN_VIEW})


def test_modules_of_one_name_are_of_one_kind_wherever_they_are() -> None:
    apps = {f"shop/{name}/views.py": VIEW.format(name) for name in NAMES}

    assert ["shop/refund/views.py"] == [each.path for each in drift(apps | {"shop/refund/views.py": OPEN_VIEW})]


def test_a_change_brings_a_view_without_its_decorator_and_one_that_loses_it() -> None:
    bare = VIEWS["shop/views/tax.py"].replace("@members\n", "")

    assert [("shop/views/refund.py", 1)] == brought(VIEWS, {"shop/views/refund.py": OPEN_VIEW})
    assert [("shop/views/tax.py", 4)] == brought(VIEWS, {"shop/views/tax.py": bare})
    old = VIEWS | {"shop/views/refund.py": OPEN_VIEW}
    assert [] == brought(old, {"shop/views/refund.py": OPEN_VIEW.replace("'refund'", "'refunds'")})


# ---------------------------------------------------------------- members
def test_the_members_of_a_class_are_those_of_its_kind() -> None:
    text = "class A(Check):\n    name = 'a'\n    class Meta: pass\n    def __init__(self):\n        self.level = 3\n"

    assert ("idioms.member.Check", "Meta name ~__init__ ~level") in sets(text)


def test_a_class_without_the_member_of_all_its_siblings_is_found() -> None:
    (found,) = drift(BASE | CHECKS | {"shop/checks/refund.py": NAMELESS})

    assert ("missing-member", "shop/checks/refund.py", 4) == (found.rule_id, found.path, found.start_line)
    assert "this class derived from `Check` has no `name`; 9 of 9" in found.message


METHOD = "    def run"
NOT_MISSED = {
    "a member that is set on the object": NAMELESS.replace(
        METHOD, f"    def start(self):\n        self.name = 'x'\n\n{METHOD}"
    ),
    "a property": NAMELESS.replace(METHOD, f"    @property\n    def name(self):\n        return 'x'\n\n{METHOD}"),
    "a class that is made in its own way": NAMELESS.replace(
        METHOD, f"    def __init__(self, name):\n        pass\n\n{METHOD}"
    ),
    "a class of two bases": NAMELESS.replace("(Check)", "(Check, Named)"),
    "an empty class": "from shop.check import Check\n\n\nclass Refund(Check):\n    pass\n",
    "a class that others are derived from": NAMELESS + "\n\nclass Small(Refund):\n    name = 'small'\n",
    "a class that is to be derived from": NAMELESS.replace("Refund", "BaseRefund"),
}


@pytest.mark.parametrize("text", NOT_MISSED.values(), ids=NOT_MISSED)
def test_a_member_is_not_missed_of(text: str) -> None:
    assert [] == drift(BASE | CHECKS | {"shop/checks/refund.py": text})


def test_a_member_that_the_base_has_for_all_is_not_missed() -> None:
    base = BASE | {"shop/check.py": BASE["shop/check.py"].replace("Check:\n", "Check:\n    name = ''\n\n")}

    assert [] == drift(base | CHECKS | {"shop/checks/refund.py": NAMELESS})


def test_a_member_that_the_base_only_announces_is_missed() -> None:
    base = BASE | {"shop/check.py": BASE["shop/check.py"].replace("Check:\n", "Check:\n    name: str\n\n")}

    assert ["missing-member"] == [each.rule_id for each in drift(base | CHECKS | {"shop/checks/refund.py": NAMELESS})]


def test_a_change_brings_a_class_without_the_member_and_not_what_is_edited_in_one_of_old() -> None:
    before = BASE | CHECKS

    assert [("shop/checks/refund.py", 4)] == brought(before, {"shop/checks/refund.py": NAMELESS})
    old = before | {"shop/checks/refund.py": NAMELESS}
    assert [] == brought(old, {"shop/checks/refund.py": NAMELESS.replace("level = 3", "level = 3\n    kind = 'late'")})
    base = before | {"shop/check.py": BASE["shop/check.py"].replace("Check:\n", "Check:\n    name = ''\n\n")}
    assert [] == brought(base, {"shop/checks/refund.py": NAMELESS})


# ---------------------------------------------------------------- wrapped APIs
CALLED = {
    "by its module": ("import requests\nrequests.Session()\n", [2]),
    "by another name": ("import requests as r\nx = r.Session(\n)\n", [2]),
    "by itself": ("from requests import Session as S\nf(S())\n", [2]),
    "not of another module": ("from niquests import Session\nSession()\n", []),
    "not of an attribute": ("import requests\nself.requests.Session()\n", []),
    "not uncalled": ("import requests\nx = requests.Session\n", []),
}


@pytest.mark.parametrize(("text", "lines"), CALLED.values(), ids=CALLED)
def test_an_api_is_called(text: str, lines: list[int]) -> None:
    assert lines == [each.line for each in api_calls(facts(text)).get(api_id("requests.Session"), [])]


WRAPS = {
    "what it returns": ("import http\ndef f(a, b): return http.get(a, timeout=b)\n", "import http\nhttp.get(1)\n", [2]),
    "with the same named arguments": (
        "import http\ndef f(a, b): return http.get(a, timeout=b)\n", "import http\nhttp.get(1, timeout=g(x=1))\n", [2]
    ),
    "not with others": (
        "import http\ndef f(a, b): return http.get(a, timeout=b)\n", "import http\nhttp.get(1, verify=b)\n", []
    ),
    "with any": ("import http\ndef f(a, **b): return http.get(a, **b)\n", "import http\nhttp.get(1, verify=2)\n", [2]),
}  # fmt: skip


@pytest.mark.parametrize(("wrapper", "text", "lines"), WRAPS.values(), ids=WRAPS)
def test_a_function_wraps(wrapper: str, text: str, lines: list[int]) -> None:
    (found,) = (each for each in templates(facts(wrapper)) if each.wraps)

    assert lines == written_out(found, facts(text))


NO_WRAPPERS = {
    "what is computed for it": "import json\ndef f(path): return json.loads(path.read_text())\n",
    "what is of the code base itself": "from .http import get\ndef f(a): return get(a)\n",
    "what gives a value a shape": "import functools\ndef f(a): return functools.partial(a)\n",
    "one of several ways": "import json\ndef f(a):\n    if a:\n        return json.loads(a)\n    return None\n",
    "what is built in": "def f(a): return open(a)\n",
    "what goes on with it": "import x\ndef f(a):\n    a = x.y(a)\n    if a:\n        a = a.f\n    return a",
}


@pytest.mark.parametrize("text", NO_WRAPPERS.values(), ids=NO_WRAPPERS)
def test_no_function_wraps(text: str) -> None:
    assert not [each for each in templates(facts(text)) if each.wraps]


def test_an_api_that_all_others_leave_to_a_wrapper_is_found() -> None:
    files = {"shop/__init__.py": "", "shop/http.py": SESSION} | CALLERS
    (found,) = drift(files | {"shop/offers.py": RAW})

    assert ("raw-api", "shop/offers.py", 5) == (found.rule_id, found.path, found.start_line)
    assert (
        "this calls `Session` by itself, which `get_session` wraps (shop/http.py:4); 12 of 12 places" in found.message
    )
    assert "it can be imported from `shop.http`" in found.message


def test_an_api_that_is_called_in_several_places_or_by_tests_is_left_alone() -> None:
    files = {"shop/__init__.py": "", "shop/http.py": SESSION} | CALLERS
    many = {f"shop/raw{number}.py": RAW.replace("publish", f"publish{number}") for number in range(4)}

    assert [] == drift(files | many)
    assert [] == drift(files | {"tests/test_offers.py": RAW})
    assert [] == drift({"shop/__init__.py": "", "shop/http.py": SESSION, "shop/offers.py": RAW})


def test_what_the_wrapper_needs_may_call_the_api() -> None:
    http = "from shop.offers import publish\n" + SESSION
    files = {"shop/__init__.py": "", "shop/http.py": http, "shop/offers.py": RAW} | CALLERS

    assert [] == drift(files)


def test_a_change_brings_a_raw_call() -> None:
    before = {"shop/__init__.py": "", "shop/http.py": SESSION} | CALLERS

    assert [("shop/offers.py", 5)] == brought(before, {"shop/offers.py": RAW})
    assert [] == brought(before | {"shop/offers.py": RAW}, {"shop/offers.py": RAW.replace("timeout=3", "timeout=5")})
    again = "\n\n" + RAW.partition("\n\n\n")[2].replace("publish", "withdraw")
    assert [] == brought(before | {"shop/offers.py": RAW}, {"shop/offers.py": RAW + again})


def test_the_lines_of_a_choice_are_those_of_the_class() -> None:
    (found,) = (each for each in facts(NAMELESS).choices if each.convention == "idioms.member.Check")

    assert [4] == array("I", found.lines).tolist()
