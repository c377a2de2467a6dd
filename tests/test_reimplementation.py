"""Which functions are said to do again what another one does, and which are not."""

from debtscan.detectors.reimplementation import measure
from debtscan.model import Clone, CloneInstance
from debtscan.records import ReimplementationRecord
from smallbase import codebase

EXISTING = '''
import os
import shutil

def clean_directory(directory):
    """Remove everything in a directory but hidden entries."""
    if not os.path.exists(directory):
        return
    for entry in os.listdir(directory):
        if entry.startswith("."):
            continue
        path = os.path.join(directory, entry)
        if os.path.isdir(path):
            shutil.rmtree(path, ignore_errors=True)
        else:
            os.unlink(path)
'''
ANEW = '''
import shutil
from pathlib import Path

def empty_folder(folder):
    """Delete all visible entries of a directory, keeping the directory."""
    base = Path(folder)
    if not base.exists():
        return
    for child in base.iterdir():
        if child.name.startswith("."):
            continue
        if child.is_dir():
            shutil.rmtree(child, ignore_errors=True)
        else:
            child.unlink()
'''
UNRELATED = """
def total(orders, rate):
    amount = 0
    for order in orders:
        amount += order.price * order.pieces
    return round(amount * rate, 2)
"""


def found(files: dict[str, str], families: tuple[Clone, ...] = ()) -> list[ReimplementationRecord]:
    return [record for record in measure(codebase(files), families) if record.score >= 0.5]


def test_a_function_written_anew_is_linked_to_the_existing_one() -> None:
    user = "from shop.files import clean_directory\n\ndef publish(target):\n    clean_directory(target)\n"
    files = {"shop/files.py": EXISTING, "shop/zip.py": ANEW, "shop/sums.py": UNRELATED, "shop/publish.py": user}

    (record,) = found(files)

    assert ("shop/zip.py", "empty_folder", "shop.files.clean_directory") == (record.path, record.name, record.existing)
    assert "shop/files.py:5" == record.existing_place
    assert [("shop/files.py", 5, 16)] == [(place.path, place.start, place.end) for place in record.related]
    assert "rmtree" in record.reasons


def test_of_two_doubles_the_more_used_one_is_the_existing_one() -> None:
    user = "from shop.zip import empty_folder\n\ndef publish(target):\n    empty_folder(target)\n"
    files = {"shop/files.py": EXISTING, "shop/zip.py": ANEW, "shop/publish.py": user}

    assert ["shop.zip.empty_folder"] == [record.existing for record in found(files)]


def test_unrelated_functions_are_left_alone() -> None:
    assert [] == found({"shop/files.py": EXISTING, "shop/sums.py": UNRELATED})


def test_neighbours_in_one_file_are_left_alone() -> None:
    assert [] == found({"shop/files.py": EXISTING + ANEW})


def test_tests_are_left_alone() -> None:
    assert [] == found({"shop/files.py": EXISTING, "tests/helpers.py": ANEW})


def test_a_function_that_calls_the_other_is_no_double() -> None:
    wrapper = ANEW.replace("            child.unlink()", "            clean_directory(child)")

    assert [] == found({"shop/files.py": EXISTING, "shop/zip.py": wrapper})


def test_overrides_of_one_interface_are_no_doubles() -> None:
    def in_class(name: str, source: str) -> str:
        head, _, body = source.partition("def ")
        body = "def clean(self, " + body.partition("(")[2]
        return head + f"class {name}:\n" + "\n".join("    " + line for line in body.splitlines()) + "\n"

    files = {"shop/a.py": in_class("Local", EXISTING), "shop/b.py": in_class("Remote", ANEW)}

    assert [] == found(files)


def test_an_async_twin_is_no_double() -> None:
    assert [] == found({"shop/files.py": EXISTING, "shop/zip.py": ANEW.replace("def ", "async def ")})


def test_opposites_are_no_doubles() -> None:
    files = {
        "shop/files.py": EXISTING.replace("clean_directory", "load_orders"),
        "shop/zip.py": ANEW.replace("empty_folder", "dump_orders"),
    }

    assert [] == found(files)
    assert 1 == len(found({**files, "shop/zip.py": ANEW.replace("empty_folder", "fetch_orders")}))


ENCODED = """
import base64

def json_binary(value):
    if not isinstance(value, bytes):
        raise TypeError(value)
    text = base64.b64encode(value)
    return {"$base64": True, "encoded": text}
"""
DECODED = """
import base64

def binary_value(value):
    if value.get("$base64") is not True:
        raise TypeError(value)
    text = value["encoded"]
    return base64.b64decode(text)
"""


def test_what_calls_the_opposite_is_no_double() -> None:
    assert [] == found({"shop/out.py": ENCODED, "shop/into.py": DECODED})
    assert 1 == len(found({"shop/out.py": ENCODED, "shop/into.py": DECODED.replace("b64decode", "b64encode")}))


def test_what_does_much_else_is_no_double() -> None:
    def with_more(steps: int) -> str:
        return ANEW + "".join(f"    folder = folder + {step} - folder * {step}\n" for step in range(steps))

    assert 1 == len(found({"shop/files.py": EXISTING, "shop/zip.py": with_more(2)}))
    assert [] == found({"shop/files.py": EXISTING, "shop/zip.py": with_more(20)})


def test_functions_that_one_framework_calls_are_no_doubles() -> None:
    def hooked(source: str) -> str:
        return "from shop.app import app\n" + source.replace("\ndef ", "\n@app.task\ndef ")

    assert [] == found({"shop/files.py": hooked(EXISTING), "shop/zip.py": hooked(ANEW)})


def test_what_the_clone_detector_says_is_not_said_again() -> None:
    instances = (CloneInstance("shop/files.py", 5, 16, ""), CloneInstance("shop/zip.py", 5, 16, ""))
    family = Clone("a", 3, 0.8, 60, instances)
    files = {"shop/files.py": EXISTING, "shop/zip.py": ANEW}

    assert 1 == len(found(files))
    assert [] == found(files, (family,))


def test_an_empty_code_base_has_none() -> None:
    assert [] == found({})
    assert [] == found({"a.py": ""})
    assert [] == found({"shop/files.py": EXISTING})


def test_it_is_surer_of_functions_whose_names_have_a_word_in_common() -> None:
    renamed = ANEW.replace("empty_folder", "clean_folder")
    others = {"shop/files.py": EXISTING, "shop/sums.py": UNRELATED}

    (strange,) = found({**others, "shop/zip.py": ANEW})
    (alike,) = found({**others, "shop/zip.py": renamed})

    assert strange.confidence is not None
    assert alike.confidence is not None
    assert strange.confidence <= 0.6 < 0.7 <= alike.confidence


def test_functions_of_one_name_throughout_a_package_are_an_interface() -> None:
    one, other = (
        text.replace("clean_directory", "clean").replace("empty_folder", "clean") for text in (EXISTING, ANEW)
    )
    third = UNRELATED.replace("total(", "clean(")

    assert [] == found({"shop/files.py": one, "shop/zip.py": other, "shop/sums.py": third})
    assert ["clean"] == [record.name for record in found({"shop/files.py": one, "shop/zip.py": other})]
