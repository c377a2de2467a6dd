"""`debtscan find` as it is typed: questions, answers, exit statuses, and what the cache may and may not change."""

import io
import json
from pathlib import Path

import pytest

from commandline import Answer, CommandLine, process
from test_reimplementation import ANEW, EXISTING, UNRELATED


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "shop").mkdir(parents=True)
    for name, text in {"__init__": "", "files": EXISTING, "zip": ANEW, "sums": UNRELATED}.items():
        (root / "shop" / f"{name}.py").write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def find(capsys: pytest.CaptureFixture[str], shop: Path) -> "Find":
    return Find(CommandLine(capsys), shop)


class Find:
    def __init__(self, debtscan: CommandLine, root: Path) -> None:
        self._debtscan, self.root = debtscan, root

    def __call__(self, *arguments: str | Path) -> Answer:
        return self._debtscan("find", "--root", self.root, "--jobs", "1", *arguments)

    def names(self, *arguments: str | Path) -> list[str]:
        return [match["name"] for match in json.loads(self(*arguments, "--format", "json").out)["matches"]]


def test_a_place_is_answered_with_the_existing_function(find: Find) -> None:
    answer = find("shop/zip.py:9", "--format", "json")
    found = json.loads(answer.out)

    assert 0 == answer.status
    assert "debtscan.find/1" == found["schema"]
    assert "shop.files.clean_directory" == found["matches"][0]["importable_as"]
    assert "empty_folder" not in [match["name"] for match in found["matches"]]


def test_a_place_may_be_named_from_where_one_is(find: Find, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(find.root / "shop")

    assert "clean_directory" == find.names("zip.py:9")[0]


def test_a_description_is_answered(find: Find) -> None:
    assert "clean_directory" == find.names("--text", "remove everything in a directory but hidden entries")[0]


def test_a_snippet_on_stdin_is_answered(find: Find, monkeypatch: pytest.MonkeyPatch) -> None:
    snippet = b"for entry in os.listdir(d):\n    shutil.rmtree(entry)\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(snippet)))

    assert "clean_directory" == find.names("-")[0]


def test_nothing_similar_is_status_1(find: Find) -> None:
    answer = find("--text", "quaternion spline interpolation")

    assert (1, "") == (answer.status, answer.err)
    assert "Nothing in this code base" in answer.out


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "say what to look for"),
        (["shop/zip.py:9", "--text", "x"], "say what to look for"),
        (["--text", " "], "--text is empty"),
        (["shop/zip.py"], "FILE:LINE"),
        (["shop/zip.py:x"], "FILE:LINE"),
        (["shop/none.py:3"], "no such file"),
        (["shop/zip.py:1"], "there is no function"),
        (["shop/zip.py:9", "--top", "0"], "--top"),
        (["shop/zip.py:9", "--format", "sarif"], "--format"),
        (["shop/zip.py:9", "-o", "none/x.json"], "there is no directory"),
        (["shop/zip.py:9", "--no-cache", "--cache-dir", "x"], "contradict"),
    ],
)
def test_a_mistake_is_status_2_and_one_line(find: Find, arguments: list[str], complaint: str) -> None:
    answer = find(*arguments)

    assert (2, "", 1) == (answer.status, answer.out, len(answer.err.splitlines()))
    assert complaint in answer.err


def test_a_root_that_is_none_is_status_2(find: Find) -> None:
    answer = find("--root", find.root / "none", "--text", "x")

    assert 2 == answer.status
    assert "no such directory" in answer.err


@pytest.mark.parametrize("asked", [[""], ["--text", " "]], ids=["place", "text"])
def test_nothing_is_asked_of_nothing(find: Find, asked: list[str]) -> None:
    answer = find(*asked)

    assert (2, "") == (answer.status, answer.out)
    assert "is empty" in answer.err


def test_a_file_outside_of_the_root_is_status_2(find: Find, tmp_path: Path) -> None:
    (tmp_path / "other.py").write_text(ANEW, encoding="utf-8")

    assert "lies outside" in find(f"{tmp_path / 'other.py'}:9").err


def test_the_answer_does_not_depend_on_the_cache(find: Find) -> None:
    without = find("shop/zip.py:9", "--no-cache", "--format", "json").out

    assert not (find.root / ".debtscan_cache").exists()
    assert [without] * 3 == [find("shop/zip.py:9", "--format", "json").out for _ in range(3)]
    assert (find.root / ".debtscan_cache").is_dir()


def test_a_change_on_disk_is_seen_at_once(find: Find) -> None:
    find("shop/zip.py:9")
    (find.root / "shop" / "files.py").write_text(EXISTING.replace("clean_directory", "sweep"), encoding="utf-8")
    (find.root / "shop" / "sums.py").unlink()

    assert "sweep" == find.names("shop/zip.py:9")[0]


def test_a_cache_that_cannot_be_kept_changes_nothing_but_a_warning(find: Find) -> None:
    (find.root / ".debtscan_cache").write_text("a file where the cache would be", encoding="utf-8")
    answer = find("shop/zip.py:9", "--format", "json")

    assert 0 == answer.status
    assert "warning" in answer.err
    assert "clean_directory" == json.loads(answer.out)["matches"][0]["name"]


def test_the_root_s_own_place_makes_no_tests_of_its_files(find: Find, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.debtscan]\n", encoding="utf-8")
    (tmp_path / ".git").mkdir()
    find.root = find.root.rename(tmp_path / "tests")

    assert "clean_directory" == find.names("shop/zip.py:9")[0]


def test_a_test_function_can_be_asked_about(find: Find) -> None:
    (find.root / "tests").mkdir()
    (find.root / "tests" / "helpers.py").write_text(ANEW, encoding="utf-8")

    assert {"clean_directory", "empty_folder"} == set(find.names("tests/helpers.py:9")[:2])


def test_the_result_can_be_written_to_a_file(find: Find, tmp_path: Path) -> None:
    answer = find("shop/zip.py:9", "-o", tmp_path / "found.json")

    assert (0, "") == (answer.status, answer.out)
    assert "debtscan.find/1" == json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))["schema"]


def test_an_unreadable_file_beside_it_does_no_harm(find: Find) -> None:
    (find.root / "shop" / "broken.py").write_bytes(b"def (:\n\xff\0")

    assert "clean_directory" == find.names("shop/zip.py:9")[0]


def test_bytes_that_are_no_text_on_stdin_do_no_harm(shop: Path) -> None:
    done = process("find", "-", "--no-cache", cwd=shop, input=b"\xff\xfe\x00 remove everything in a directory \x80")

    assert 0 == done.returncode
    assert b"clean_directory" in done.stdout


def test_as_a_process_of_its_own(shop: Path) -> None:
    done = process("find", "shop/zip.py:9", "--top", "1", cwd=shop)

    assert 0 == done.returncode
    assert b"from shop.files import clean_directory" in done.stdout
