"""Does this exist already? Questions, the index that answers them, and how it is kept up to date."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from zlib import crc32

import pytest

from debtscan.facts.snippet import function_at
from debtscan.lookup import answer as lookup
from debtscan.lookup.index import update
from debtscan.model import Answer, Codebase
from debtscan.sources import Snapshot
from debtscan.sources.content import blob_id
from debtscan.store.database import Store, memory_store, open_store
from debtscan.store.postings import Postings
from smallbase import codebase
from test_reimplementation import ANEW, EXISTING, UNRELATED

FILES = {"shop/__init__.py": "", "shop/files.py": EXISTING, "shop/zip.py": ANEW, "shop/sums.py": UNRELATED}


class Tree:
    """Files in memory as the index sees them: stamps, blobs, and facts on demand."""

    def __init__(self, files: Mapping[str, str], store: Store | None = None) -> None:
        self.files = dict(files)
        self.loaded: list[str] = []
        self.index = Postings(store or memory_store("test", pytest.fail), "tree")

    def refresh(self, touched: str = "") -> None:
        self.loaded = []
        stamps = {path: f"{crc32(text.encode())}{touched}" for path, text in self.files.items()}
        update(self.index, stamps, self.blobs, self.load)

    def blobs(self, paths: Sequence[str]) -> dict[str, str]:
        return {path: blob_id(self.files[path].encode()) for path in paths}

    def load(self, snapshot: Snapshot) -> Codebase:
        self.loaded += [file.path for file in snapshot.files]
        return codebase({file.path: self.files[file.path] for file in snapshot.files})

    def ask(self, asked: lookup.Asked, top: int = 5) -> Answer:
        self.refresh()
        return lookup.find(self.index, asked, self.files, top)


def place(tree: Tree, path: str, line: int) -> lookup.Asked:
    tree.refresh()
    found = lookup.asked_indexed(tree.index, path, line)
    assert found is not None
    return found


def names(answer: Answer) -> list[str]:
    return [match.name for match in answer.matches]


def test_the_existing_function_comes_first_and_the_one_asked_about_is_left_out() -> None:
    tree = Tree(FILES)

    answer = tree.ask(place(tree, "shop/zip.py", 9))

    assert "clean_directory" == names(answer)[0]
    assert "empty_folder" not in names(answer)


def test_a_match_says_how_to_use_it_and_why_it_is_one() -> None:
    tree = Tree(FILES)

    best = tree.ask(place(tree, "shop/zip.py", 9)).matches[0]

    assert "shop.files.clean_directory" == best.importable_as
    assert "clean_directory(directory)" == best.signature
    assert ("shop/files.py", 5, 16) == (best.path, best.start_line, best.end_line)
    assert any("rmtree" in why for why in best.why)
    assert 0 < best.similarity <= 1
    assert 0.5 < best.confidence <= 1


def test_matches_are_sorted_and_no_more_than_asked_for() -> None:
    tree = Tree({f"shop/m{n}.py": EXISTING.replace('"."', f'"{n}."') for n in range(9)})

    answer = tree.ask(place(tree, "shop/m3.py", 9), top=4)

    assert 4 == len(answer.matches)
    assert sorted([match.similarity for match in answer.matches], reverse=True) == [
        match.similarity for match in answer.matches
    ]


def test_a_description_finds_the_function() -> None:
    assert "clean_directory" == names(Tree(FILES).ask(lookup.asked_text("remove all entries in a directory")))[0]


def test_the_words_of_a_description_are_shown_as_they_were_written() -> None:
    answer = Tree(FILES).ask(lookup.asked_text("removing all Entries in a directory"))

    assert ("same words: removing, Entries, directory",) == answer.matches[0].why


def test_a_snippet_finds_the_function() -> None:
    asked = lookup.asked_snippet("for entry in os.listdir(d):\n    shutil.rmtree(os.path.join(d, entry))\n")

    assert "snippet" == asked.query["kind"]
    assert "clean_directory" == names(Tree(FILES).ask(asked))[0]


def test_a_snippet_that_is_prose_is_a_description() -> None:
    assert "text" == lookup.asked_snippet("remove everything in a directory").query["kind"]


def test_nothing_similar_gives_no_match() -> None:
    assert [] == names(Tree(FILES).ask(lookup.asked_text("quaternion spline interpolation")))
    assert [] == names(Tree({}).ask(lookup.asked_text("anything")))


def test_a_function_that_is_not_indexed_can_be_asked_about() -> None:
    tree = Tree(FILES)
    located = function_at(ANEW.encode(), 9)
    assert located is not None

    answer = tree.ask(lookup.asked_place("tests/helpers.py", 9, located))

    assert {"clean_directory", "empty_folder"} == set(names(answer)[:2])


def test_a_method_is_not_importable() -> None:
    source = "class Files:\n" + "\n".join("    " + line for line in EXISTING[EXISTING.index("def ") :].splitlines())
    tree = Tree({"shop/files.py": source, "shop/zip.py": ANEW})

    best = tree.ask(place(tree, "shop/zip.py", 9)).matches[0]

    assert ("Files.clean_directory", None) == (best.name, best.importable_as)


def test_an_override_ranks_below_an_equal_function_of_another_name() -> None:
    def method(owner: str, name: str) -> str:
        body = EXISTING[EXISTING.index("def ") :].replace("clean_directory(", f"{name}(self, ")
        return f"class {owner}:\n" + "\n".join("    " + line for line in body.splitlines())

    tree = Tree({"a.py": method("A", "clean"), "b.py": method("B", "clean"), "c.py": method("C", "wipe")})

    assert ["C.wipe", "B.clean"] == names(tree.ask(place(tree, "a.py", 6)))


# ---------------------------------------------------------------- the index
def test_only_changed_files_are_extracted_again() -> None:
    tree = Tree(FILES)
    tree.refresh()
    tree.refresh()
    assert [] == tree.loaded

    tree.files["shop/sums.py"] = UNRELATED.replace("total", "grand_total")
    tree.refresh()

    assert ["shop/sums.py"] == tree.loaded


def test_a_touched_file_with_the_same_content_is_not_extracted_again() -> None:
    tree = Tree(FILES)
    tree.refresh()
    tree.refresh(touched="later")
    assert [] == tree.loaded


def test_an_index_changed_step_by_step_answers_like_a_new_one() -> None:
    tree = Tree({**FILES, "shop/old.py": EXISTING.replace("clean_directory", "purge")})
    tree.refresh()
    del tree.files["shop/old.py"]
    tree.files["shop/files.py"] = EXISTING.replace("clean_directory", "clear_directory")
    question = lookup.asked_text("remove everything in a directory")

    assert Tree(tree.files).ask(question) == tree.ask(question)
    assert "purge" not in names(tree.ask(question))


def test_two_roots_in_one_store_do_not_mix() -> None:
    store = memory_store("test", pytest.fail)
    first, second = Tree(FILES, store), Tree({"shop/sums.py": UNRELATED}, store)
    second.index = Postings(store, "another tree")
    first.refresh()

    assert [] == names(second.ask(lookup.asked_text("remove everything in a directory")))
    assert [] != names(first.ask(lookup.asked_text("remove everything in a directory")))


def test_rows_of_a_foreign_store_are_not_believed(tmp_path: Path) -> None:
    """A copy of the file is another file: what it holds could have come with the scanned tree."""
    written = open_store(str(tmp_path / "a"), "test", pytest.fail)
    tree = Tree(FILES, written)
    tree.refresh()
    written.close()
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "cache.db").write_bytes((tmp_path / "a" / "cache.db").read_bytes())

    kept = Postings(open_store(str(tmp_path / "a"), "test", pytest.fail), "tree")
    copied = Postings(open_store(str(tmp_path / "b"), "test", pytest.fail), "tree")

    assert FILES.keys() == kept.files().keys()
    assert {} == copied.files()


def test_an_index_of_another_edition_is_made_anew(tmp_path: Path) -> None:
    tree = Tree(FILES, open_store(str(tmp_path), "one", pytest.fail))
    tree.refresh()

    assert {} == Postings(open_store(str(tmp_path), "two", pytest.fail), "tree").files()


def test_runs_at_the_same_time_do_not_disturb_one_another(tmp_path: Path) -> None:
    first, second = (Tree(FILES, open_store(str(tmp_path), "test", pytest.fail)) for _ in range(2))
    unaware = second.index.files
    second.index.files = dict  # type: ignore[method-assign]  # it looked before the first one had written
    first.refresh()
    second.refresh()
    second.index.files = unaware  # type: ignore[method-assign]
    question = lookup.asked_text("remove everything in a directory")

    assert Tree(FILES).ask(question) == first.ask(question) == second.ask(question)
    assert [] == second.loaded
