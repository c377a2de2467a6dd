from array import array

from hypothesis import given
from hypothesis import strategies as st

from debtscan.history.diffs import Content, content

HUNKS = b"""
@@ -10 +10,9 @@ def load(path):
-    if path:
+    try:
+        if path and other(path):
+            return open(path)
+    except OSError:
+        # if this were code
+        raise Missing(path)
+
+def save(path):
+\treturn path.write(render())
@@ -40,2 +47,0 @@ class Store:
-    for row in rows:
-        # gone
"""


def test_each_kind_of_line_is_counted():
    found = content("a.py", HUNKS)

    assert (
        Content(
            path="a.py",
            hunks=2,
            functions=2,
            indent=12,
            code_added=7,
            code_deleted=2,
            branches_added=2,
            branches_deleted=2,
            handlers_added=3,
            definitions_added=1,
            returns_added=2,
            calls_added=6,
            spans=array("I", (10, 1, 10, 9, 40, 2, 47, 0)).tobytes(),
        )
        == found
    )


def test_a_file_without_hunks_has_no_content():
    assert Content("a.py") == content("a.py", b"")


def test_a_name_that_only_begins_like_a_keyword_is_none():
    assert 0 == content("a.py", b"\n@@ -0,0 +1 @@\n+iffy = 1\n").branches_added


def test_line_ends_of_windows_leave_blank_lines_blank():
    assert 1 == content("a.py", b"\n@@ -0,0 +1,2 @@\n+\r\n+x = 1\r\n").code_added


@given(st.binary())
def test_any_bytes_are_read(hunks):
    assert "a.py" == content("a.py", hunks).path
