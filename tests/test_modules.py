"""Paths -> dotted import names."""

from debtscan.sources.modules import ModuleNames

NAMES = {
    "app.py": "app",
    "pkg/__init__.py": "pkg",
    "pkg/mod.py": "pkg.mod",
    "pkg/__main__.py": "pkg.__main__",
    "pkg/sub/__init__.py": "pkg.sub",
    "pkg/sub/mod.py": "pkg.sub.mod",
    "src/lib/__init__.py": "lib",
    "src/lib/mod.py": "lib.mod",
    "src/spaces/lib/__init__.py": "spaces.lib",
    "services/api/web/__init__.py": "web",
    "services/api/web/views.py": "web.views",
    "services/api/main.py": "services.api.main",
    "scripts/run-all.py": "",
    "scripts/class.py": "",
    "pkg/migrations/0001_initial.py": "",
    "tool.pyw": "tool",
    "README": "",
}


def test_names_begin_at_the_topmost_package_at_src_or_at_the_root() -> None:
    assert NAMES == ModuleNames(list(NAMES))


def test_a_root_that_is_itself_a_package_has_no_name_of_its_own() -> None:
    assert {"__init__.py": "", "mod.py": "mod"} == ModuleNames(["__init__.py", "mod.py"])
