"""Thirty debts to sow into `tests/cases/mini`, of six kinds in turn, so that the first five are of five kinds."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

MINI = Path(__file__).parent / "cases" / "mini"
_MODULES = ("lending/books.py", "lending/members.py", "lending/fines.py", "lending/letters.py", "lending/statistics.py")
_COPIED = (
    ("lending/books.py", "check_isbn", "validate_book_number", "lending/storage.py"),
    ("lending/loans.py", "borrow", "lend_out", "lending/members.py"),
    ("lending/storage.py", "_decoded", "parse_record", "lending/fines.py"),
    ("lending/catalogue.py", "words", "tokenize_text", "lending/letters.py"),
    ("lending/letters.py", "reminder", "late_notice", "lending/statistics.py"),
)
_SWALLOWED = """
def {name}(source):
    try:
        return source.read()
    except Exception:
        pass
"""
_STUB = '''
def {name}(member, reason):
    """Tell the member by letter that the library has decided so, and why."""
    # TODO: implement this properly
    pass
'''
_SUPPRESSED = """
def {name}(value, other):  # type: ignore
    return value.renewals.get(other).count  # noqa
"""
_NARRATED = """
def {name}(values):
    # Initialize the result list
    result = []
    # Loop over the values
    for value in values:
        # Append the value to the result list
        result.append(value)
    # Return the result list
    return result
"""
_TANGLED = """
def {name}(kind, amount, member, rush, gift, region, season):
    if kind == "fine":
        if amount > 100 and member.blocked:
            if rush or gift:
                return amount * 2
            elif region == "north" and season != "winter":
                return amount + 3
            return amount + 1
        for step in range(amount):
            if step % 7 == 0 and rush:
                if gift:
                    amount -= step
                elif season == "summer":
                    amount += step
    elif kind == "fee" or kind == "charge":
        while amount > 10:
            if region == "south":
                amount -= 2
            elif region == "east" or region == "west":
                if season == "autumn" and not gift:
                    amount -= 3
                else:
                    amount -= 1
            else:
                break
        if rush and gift and not member.blocked:
            return amount if season == "spring" else amount // 2
    return amount
"""


class Debt(NamedTuple):
    path: str
    text: str  # goes to the end of the file


def project() -> dict[str, str]:
    return {str(path.relative_to(MINI).as_posix()): path.read_text("utf-8") for path in sorted(MINI.rglob("*.py"))}


def seeded(count: int) -> dict[str, str]:
    """The project with the first `count` debts in it."""
    files = project()
    for debt in list(debts())[:count]:
        files[debt.path] += "\n" + debt.text
    return files


def debts() -> Iterator[Debt]:
    original = project()
    for turn, (path, copied) in enumerate(zip(_MODULES, _COPIED, strict=True)):
        source, name, new_name, target = copied
        yield Debt(target, "\n" + _function(original[source], name).replace(f"def {name}(", f"def {new_name}("))
        yield Debt(path, _SWALLOWED.format(name=f"read_quietly_{turn}"))
        yield Debt(path, _TANGLED.format(name=f"adjusted_{turn}"))
        yield Debt(path, _STUB.format(name=f"notify_{turn}"))
        yield Debt(path, _SUPPRESSED.format(name=f"renewals_{turn}"))
        yield Debt(path, _NARRATED.format(name=f"listed_{turn}"))


def _function(text: str, name: str) -> str:
    start = text.index(f"def {name}(")
    rest = text[start:].splitlines(keepends=True)
    body = [line for line in rest[1:]]
    end = next((number for number, line in enumerate(body) if line[:1] not in {" ", "\n"}), len(body))
    return (rest[0] + "".join(body[:end])).rstrip() + "\n"
