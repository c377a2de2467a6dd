"""What is read from real repositories made in a directory of the test."""

import pytest

from debtscan.commits import Moment, Person
from debtscan.errors import SourceError
from debtscan.sources import gitlog
from debtscan.sources.gitlog import commit_names, open_log, read_commits
from debtscan.sources.gitrepo import find_repository
from gitfixture import commit, git, planted, raw_commit, repository, write


def walked(root):
    found = open_log(find_repository(str(root)), "HEAD")
    return list(read_commits(found, commit_names(found)[::-1]))


def changes(step):
    return [(file.path, file.status, file.added, file.deleted) for file in step.entry.files]


def test_a_root_commit_adds_all_its_files(tmp_path):
    root = repository(tmp_path / "r", {"a.py": "x = 1\ny = 2\n", "b.txt": "b\n"})

    assert [[("a.py", "added", 2, 0), ("b.txt", "added", 1, 0)]] == [changes(step) for step in walked(root)]


def test_a_commit_is_told_as_it_was_written(tmp_path):
    root = repository(tmp_path / "r", {"a.py": ""})
    git(root, "commit", "-q", "--allow-empty", "-m", "subject\n\nbody\n\nCo-authored-by: B <b@example.org>",
        "--author=Zo\u00eb <zoe@example.org>", "--date=2024-05-02T10:00:00-0330")  # fmt: skip
    entry = walked(root)[-1].entry

    assert Person("Zo\u00eb", "zoe@example.org") == entry.author
    assert Person("Ada", "ada@example.org") == entry.committer
    assert Moment(1714656600, -210) == entry.authored
    assert "subject\n\nbody\n\nCo-authored-by: B <b@example.org>\n" == entry.message
    assert (walked(root)[0].entry.sha,) == entry.parents


def test_a_merge_has_no_files_but_all_its_parents(tmp_path):
    root = repository(tmp_path / "r", {"a.py": "a\n"})
    for name in ("one", "two"):
        git(root, "checkout", "-q", "-b", name, "main")
        commit(root, {f"{name}.py": "x\n"})
    git(root, "checkout", "-q", "main")
    commit(root, {"b.py": "b\n"})
    git(root, "merge", "-q", "--no-edit", "one", "two")
    octopus = walked(root)[-1].entry

    assert ((), 3) == (octopus.files, len(octopus.parents))


def test_renames_types_modes_binaries_and_empty_files_are_told_apart(tmp_path):
    root = repository(tmp_path / "r", {"old.py": "a\nb\nc\nd\n", "mode.sh": "x\n", "kind": "text\n", "bin": b"\0a"})
    (root / "old.py").unlink()
    (root / "mode.sh").chmod(0o755)
    (root / "kind").unlink()
    (root / "kind").symlink_to("mode.sh")
    commit(root, {"new.py": "a\nb\nc\nd\ne\n", "empty.py": "", "bin": b"\0b"})
    step = walked(root)[-1]

    assert [
        ("bin", "modified", None, None),
        ("empty.py", "added", 0, 0),
        ("kind", "type", None, None),
        ("mode.sh", "modified", 0, 0),
        ("new.py", "renamed", 1, 0),
    ] == changes(step)
    assert "old.py" == step.entry.files[-1].old_path
    assert b"\n@@ -4,0 +5 @@ d\n+e" == step.hunks[-1]


def test_names_that_are_no_text_or_end_a_line_keep_their_bytes(tmp_path):
    root = repository(tmp_path / "r", {"a\n": "x\n", 'q"\t': "y\n"})
    (root.joinpath("n")).write_text("z\n")
    git(root, "add", "-A")
    blob = git(root, "hash-object", "-w", "n")
    git(root, "update-index", "--add", "--cacheinfo", f"100644,{blob},caf\udce9.py")
    git(root, "commit", "-q", "-m", "names")
    first, second = walked(root)

    assert [("a\n", "added", 1, 0), ('q"\t', "added", 1, 0)] == changes(first)
    assert [("caf\udce9.py", "added", 1, 0), ("n", "added", 1, 0)] == changes(second)


def test_a_message_in_another_encoding_is_read_and_one_that_lies_about_it_too(tmp_path):
    root = repository(tmp_path / "r", {"a.py": "a\n"})
    (tmp_path / "m").write_bytes("na\u00efve".encode("latin-1"))
    git(root, "-c", "i18n.commitEncoding=ISO-8859-1", "commit", "-q", "--allow-empty", "-F", str(tmp_path / "m"))
    tree, parent = git(root, "rev-parse", "HEAD^{tree}"), git(root, "rev-parse", "HEAD")
    person = b"A\xff <a@example.org> 1714560000 +0000"
    (tmp_path / "c").write_bytes(
        b"tree %b\nparent %b\nauthor %b\ncommitter %b\n\nna\xefve" % (tree.encode(), parent.encode(), person, person)
    )
    git(root, "reset", "-q", git(root, "hash-object", "-t", "commit", "-w", str(tmp_path / "c")))

    assert ["a change\n", "na\u00efve\n", "na\udcefve"] == [step.entry.message for step in walked(root)]
    assert "A\udcff" == walked(root)[-1].entry.author.name


def test_content_cannot_pass_for_a_commit_or_a_file(tmp_path):
    root = repository(tmp_path / "r", {"a.py": "\n\0diff --git a/x b/x\n@@ -1 +1 @@\n\0\0:100644\n"})
    text = "x\n" * 5000 + "\ndiff --git a/q b/q\n@@ -1 +9 @@\n\0\0:100644 100644 a b M\0q\0\n"
    commit(root, {"b.py": text})

    assert [("b.py", "added", 5004, 0)] == changes(walked(root)[-1])


def test_the_mailmap_of_the_last_commit_names_people(tmp_path):
    root = repository(tmp_path / "r", {".mailmap": "Ada Lovelace <lovelace@example.org> <ada@example.org>\n"})

    assert Person("Ada Lovelace", "lovelace@example.org") == walked(root)[0].entry.author


def test_a_bare_clone_and_a_linked_checkout_give_the_same(tmp_path):
    root = repository(tmp_path / "r", {"a.py": "a\n", ".gitattributes": "*.py -diff\n"})
    commit(root, {"a.py": "b\n"})
    git(tmp_path, "clone", "-q", "--bare", str(root), "bare")
    git(root, "worktree", "add", "-q", str(tmp_path / "linked"))

    assert walked(root) == walked(tmp_path / "bare") == walked(tmp_path / "linked")


def test_a_submodule_has_no_lines(tmp_path):
    root = repository(tmp_path / "r", {"a.py": "a\n"})
    head = git(root, "rev-parse", "HEAD")
    git(root, "update-index", "--add", "--cacheinfo", f"160000,{head},sub")
    git(root, "commit", "-q", "-m", "submodule")

    assert [("sub", "added", None, None)] == changes(walked(root)[-1])


def test_a_sha256_repository_is_read(tmp_path):
    root = write(tmp_path / "r", {"a.py": "a\n"})
    git(root, "init", "-q", "--object-format=sha256", "-b", "main", ".")
    commit(root, {})
    (step,) = walked(root)

    assert (64, 64) == (len(step.entry.sha), len(step.entry.files[0].blob))


def test_nothing_configured_is_run_and_nothing_configured_changes_the_log(tmp_path):
    root, marker = planted(tmp_path)
    plain = walked(root)
    for key, value in (("log.showSignature", "true"), ("gpg.program", str(tmp_path / "command")),
                       ("diff.renames", "no"), ("diff.noprefix", "true"), ("log.showRoot", "false"),
                       ("diff.orderFile", "/nowhere"), ("color.ui", "always"), ("log.date", "relative"),
                       ("mailmap.file", "/dev/stdin"),
                       ("diff.relative", "true"), ("format.pretty", "oneline"), ("diff.context", "9")):  # fmt: skip
        git(root, "config", key, value)

    assert plain == walked(root)
    assert not marker.exists()


def test_a_damaged_history_is_said_to_be_one(tmp_path):
    root = repository(tmp_path / "r", {"a.py": "a\n"})
    blob = git(root, "rev-parse", "HEAD:a.py")
    (root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()

    with pytest.raises(SourceError, match="cannot be read to its end: unable to read"):
        walked(root)


def test_a_record_of_any_size_is_read_in_chunks_of_any_size(tmp_path, monkeypatch):
    root = repository(tmp_path / "r", {"a.py": "a\n" * 50, "b.py": "b\n"})
    commit(root, {"a.py": "c\n"})
    whole = walked(root)
    for size in (1, 7, 33, 1000):
        monkeypatch.setattr(gitlog, "_CHUNK_BYTES", size)

        assert whole == walked(root)


def test_of_a_diff_that_is_too_large_the_begin_is_told(tmp_path, monkeypatch):
    root = repository(tmp_path / "r", {"a.py": "a\n", "b.py": "b\n" * 5000, "c.py": "c\n"})
    commit(root, {"a.py": "b\n"})
    monkeypatch.setattr(gitlog, "_CHUNK_BYTES", 100)
    monkeypatch.setattr(gitlog, "_LARGEST_RECORD_BYTES", 2000)
    first, second = walked(root)

    assert [("a.py", "added", 1, 0), ("b.py", "added", None, None), ("c.py", "added", None, None)] == changes(first)
    assert ("large", "") == (first.unseen, second.unseen)
    assert [("a.py", "modified", 1, 1)] == changes(second)


def test_a_pointer_of_git_lfs_has_no_lines(tmp_path):
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 9\n"
    root = repository(tmp_path / "r", {"model.bin": pointer.format("a" * 64)})
    commit(root, {"model.bin": pointer.format("b" * 64)})

    assert [[("model.bin", "added", None, None)], [("model.bin", "modified", None, None)]] == [
        changes(step) for step in walked(root)
    ]


@pytest.mark.parametrize("author", ["", "author <\n", f"author A <a@b> {'9' * 30} +9999\n", f"author {'<' * 50}\n"])
def test_a_commit_without_a_time_that_git_can_read_is_told(tmp_path, author):
    root = repository(tmp_path, {"a.py": "x = 1\n"})
    name = raw_commit(root, author, "Nobody's\n")
    found = open_log(find_repository(str(root)), name)
    (step,) = read_commits(found, commit_names(found))

    assert ("Nobody's\n", Moment(0)) == (step.entry.message, step.entry.committed)
