"""Does this exist already? Questions, the index that answers them, and how it is kept up to date."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from zlib import crc32

import msgspec
import pytest

from debtscan.answers import Answer
from debtscan.facts.snippet import function_at
from debtscan.lookup import answer as lookup
from debtscan.lookup import index
from debtscan.lookup.lexicon import Lexicon
from debtscan.model import Codebase
from debtscan.sources import Snapshot
from debtscan.sources.content import blob_id
from debtscan.store import stamps
from debtscan.store.database import Store, memory_store, open_store
from debtscan.store.index import Fresh, Index
from debtscan.store.postings import Postings
from smallbase import codebase
from test_reimplementation import ANEW, EXISTING, UNRELATED

FILES = {"shop/__init__.py": "", "shop/files.py": EXISTING, "shop/zip.py": ANEW, "shop/sums.py": UNRELATED}


class Tree:
    """Files in memory as the index sees them: stamps, blobs, and facts on demand."""

    def __init__(self, files: Mapping[str, str], store: Store | None = None, name: str = "tree") -> None:
        self.files = dict(files)
        self.loaded: list[str] = []
        self.store = store or memory_store("test", pytest.fail)
        self.name = name

    def refresh(self, touched: str = "") -> index.Live:
        self.loaded = []
        stamps = {path: f"{crc32(text.encode())}{touched}" for path, text in self.files.items()}
        return index.update(self.store, self.name, stamps, self.blobs, self.extract)

    def blobs(self, paths: Sequence[str]) -> dict[str, str]:
        return {path: blob_id(self.files[path].encode()) for path in paths}

    def extract(self, snapshot: Snapshot) -> Codebase:
        self.loaded += [file.path for file in snapshot.files]
        found = codebase({file.path: self.files[file.path] for file in snapshot.files})
        Index(self.store).put(
            [Fresh(file.blob, msgspec.msgpack.encode(file.facts), file.facts) for file in found.files]
        )
        return found

    def ask(self, asked: lookup.Asked, top: int = 5) -> Answer:
        live = self.refresh()
        lexicon = Lexicon(Postings(self.store), live.paths())
        return lookup.find(lexicon, asked, lambda paths: live.load(self.store, paths), top)


def place(tree: Tree, path: str, line: int) -> lookup.Asked:
    (file,) = tree.refresh().load(tree.store, [path])
    found = lookup.asked_known(file, line)
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


def test_content_that_another_checkout_has_brought_is_not_extracted_again() -> None:
    store = memory_store("test", pytest.fail)
    first, second = Tree(FILES, store), Tree({"src/" + path: text for path, text in FILES.items()}, store, "another")
    first.refresh()
    answer = second.ask(lookup.asked_text("remove everything in a directory"))

    assert ["src/shop/files.py", "src/shop/zip.py"] == [match.path for match in answer.matches[:2]]
    assert {"src/shop/files.py"} == {match.path for match in answer.matches if match.name == "clean_directory"}


def test_what_else_a_store_holds_does_not_change_an_answer() -> None:
    store = memory_store("test", pytest.fail)
    others = {f"m{n}.py": EXISTING.replace("clean_directory", f"clean_{n}") for n in range(20)}
    Tree(others, store, "others").refresh()
    tree = Tree(FILES, store)
    question = lookup.asked_text("remove everything in a directory")

    assert Tree(FILES).ask(question) == tree.ask(question)


def test_a_file_that_lies_at_two_paths_is_found_at_both() -> None:
    tree = Tree({**FILES, "shop/again.py": EXISTING})
    answer = tree.ask(lookup.asked_text("remove everything in a directory"))

    assert ["shop/again.py", "shop/files.py"] == [
        match.path for match in answer.matches if match.name == "clean_directory"
    ]


def test_facts_that_were_forgotten_are_extracted_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = Tree(FILES, open_store(str(tmp_path), "test", pytest.fail))
    question = lookup.asked_text("remove everything in a directory")
    answer = tree.ask(question)
    monkeypatch.setattr("debtscan.store.database._LARGEST_FILE_BYTES", 0)
    tree.store.put_facts([("one more", b"than there is room for")])
    monkeypatch.undo()

    assert answer == tree.ask(question)
    assert 0 < len(tree.loaded) < len(FILES)


def test_stamps_of_a_foreign_store_are_not_believed(tmp_path: Path) -> None:
    """A copy of the file is another file: what it holds could have come with the scanned tree."""
    written = open_store(str(tmp_path / "a"), "test", pytest.fail)
    Tree(FILES, written).refresh()
    written.close()
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "cache.db").write_bytes((tmp_path / "a" / "cache.db").read_bytes())

    kept = open_store(str(tmp_path / "a"), "test", pytest.fail)
    copied = open_store(str(tmp_path / "b"), "test", pytest.fail)

    assert FILES.keys() == stamps.read(kept, "tree").keys()
    assert {} == stamps.read(copied, "tree")


def test_runs_at_the_same_time_do_not_disturb_one_another(tmp_path: Path) -> None:
    first, second = (Tree(FILES, open_store(str(tmp_path), "test", pytest.fail)) for _ in range(2))
    question = lookup.asked_text("remove everything in a directory")
    slow = second.extract

    def overtaken(snapshot: Snapshot) -> Codebase:
        first.refresh()
        return slow(snapshot)

    second.extract = overtaken  # type: ignore[method-assign]  # the other one is faster
    second.refresh()

    assert Tree(FILES).ask(question) == first.ask(question) == second.ask(question)
    assert [] == second.loaded
