"""Numbers in words."""


def count(number: int, noun: str, plural: str = "") -> str:
    """`count(1, "file")` -> "1 file", `count(3_000, "line")` -> "3,000 lines", `count(2, "copy", "copies")`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
