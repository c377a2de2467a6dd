"""Folders of Python packages -> debtscan/detectors/background.py: what is frequent in any code.

    python tests/benchmarks/make_background.py FOLDER... > debtscan/detectors/background.py

Run it anew whenever the ids of tokens (facts.lexer) or the words of functions (facts.terms) change. Use packages whose
licence allows it, of different kinds, at most 200 production files of each.
"""

import math
import sys
import textwrap
from array import array
from collections import Counter, defaultdict

from debtscan.app import Analysis, load
from debtscan.detectors.function_words import function_words
from debtscan.model import Settings
from debtscan.sources import open_source

LEAST_TOKENS, LEAST_FILES, MOST_FILES = 40, 10, 200

HEAD = '''"""What is frequent in any Python code, by powers of two; made by tests/benchmarks/make_background.py.

From mkdocs (BSD-2-Clause), sqlite-utils (Apache-2.0), pytest and SQLAlchemy (MIT); of them, frequencies alone.
"""

# fmt: off
'''


def main(folders: list[str]) -> None:
    tokens, holders, files = Counter[int](), Counter[str](), 0
    for folder in folders:
        source = open_source([folder], None, Settings())
        codebase, _ = load(source, source.snapshot(), Analysis({}))
        chosen = [each for each in codebase.files if each.role == "production" and each.facts.units][:MOST_FILES]
        files += len(chosen)
        for file in chosen:
            tokens.update(array("I", file.facts.tokens))
            holders.update(set().union(*(each.all for each in function_words(file).values())))
    print(HEAD)
    print(f"TOKENS = {tokens.total()}")
    print(f"FILES = {files}\n")
    table("TOKENS_OF", {f"{each:x}": count for each, count in tokens.items() if count >= LEAST_TOKENS})
    table("WORDS_OF", {each: count for each, count in holders.items() if count >= LEAST_FILES and is_plain(each)})


def is_plain(word: str) -> bool:
    return word.isascii() and word.isprintable() and not {"\\", '"'}.intersection(word)


def table(name: str, counts: dict[str, int]) -> None:
    levels = defaultdict(list)
    for text, count in sorted(counts.items()):
        levels[int(math.log2(count))].append(text)
    print(f"{name} = {{")
    for level, texts in sorted(levels.items()):
        print(f'    {level}: """')
        print(textwrap.fill(" ".join(texts), 118, break_long_words=False, break_on_hyphens=False))
        print('""",')
    print("}")


if __name__ == "__main__":
    main(sys.argv[1:])
