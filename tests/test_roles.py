"""Path, marks and configuration -> role."""

import time

import pytest

from debtscan.model import Role, Settings
from debtscan.sources.globs import any_glob
from debtscan.sources.roles import role

BY_PATH: dict[str, Role] = {
    "app/views.py": "production",
    "app.py": "production",
    "flask/testing.py": "production",
    "agent/tools/search.py": "production",
    "django/db/migrations/executor.py": "production",
    "homeassistant/setup.py": "production",
    "latest/contest.py": "production",
    "tests/helpers.py": "test",
    "pkg/tests/conftest.py": "test",
    "conftest.py": "test",
    "pkg/test_views.py": "test",
    "pkg/views_test.py": "test",
    "app/tests.py": "test",
    "test.py": "test",
    "pkg/utils/test.py": "production",
    "integration_tests/run.py": "test",
    "t/unit/security/keys.py": "test",
    "t/integration/tasks.py": "test",
    "t/unitary.py": "production",
    "testing/python/fixtures.py": "test",
    "tests/lint/test_files/odd_names.py": "example",
    ".agents/skills/review/scripts/test_review.py": "script",
    "tests/.hidden/test_review.py": "test",
    "src/shop/testing/fixtures.py": "production",
    "shop/t/prices.py": "production",
    "Tests/Upper.py": "test",
    "tests/data/packages/one/setup.py": "example",
    "pkg/tests/testdata/bad.py": "example",
    "data/tests/helpers.py": "test",
    "docs/conf.py": "example",
    "examples/test_flask.py": "test",
    "examples/flask_app.py": "example",
    "scripts/release.py": "script",
    "tools/build.py": "script",
    "setup.py": "script",
    "project/manage.py": "script",
    ".github/check.py": "script",
    "shop/migrations/0001_initial.py": "migration",
    "tests/migrations/0002_more.py": "migration",
    "alembic/versions/1a2b_users.py": "migration",
    "api/user_pb2.py": "generated",
    "client/generated/models.py": "generated",
    "pip/_vendor/requests/api.py": "vendored",
    "third_party/tests/test_x.py": "vendored",
    "versioneer.py": "vendored",
}


@pytest.mark.parametrize(("path", "expected"), BY_PATH.items(), ids=BY_PATH)
def test_location_and_name_give_the_role(path: str, expected: Role) -> None:
    assert expected == role(path, (), Settings())


@pytest.mark.parametrize("mark", ["generated", "migration", "notebook-export"])
def test_a_mark_in_the_text_counts_wherever_the_file_lies(mark: str) -> None:
    assert mark == role("tests/test_x.py", (mark,), Settings())


def test_configuration_comes_before_everything() -> None:
    settings = Settings(roles={"production": ("tests/support/**",), "script": ("*_job.py",)})

    assert "production" == role("tests/support/fakes.py", ("generated",), settings)
    assert "script" == role("app/nightly_job.py", (), settings)
    assert "test" == role("tests/test_x.py", (), settings)


def test_a_part_scanned_alone_keeps_the_roles_it_has_in_the_whole() -> None:
    assert "test" == role("helpers.py", (), Settings(prefix="tests"))


GLOBS = {
    "name at any depth": ("*_pb2.py", ["x_pb2.py", "a/b/x_pb2.py"], ["x.py", "x_pb2.pyx"]),
    "directory at any depth": ("build", ["build/x.py", "a/build/x.py"], ["builder/x.py", "rebuild.py"]),
    "path from the top": ("docs/api", ["docs/api/x.py", "docs/api"], ["a/docs/api/x.py", "docs/apis.py"]),
    "anchored name": ("/setup.py", ["setup.py"], ["a/setup.py"]),
    "all below": ("docs/**", ["docs/x.py", "docs/a/x.py"], ["docs2/x.py"]),
    "any directories between": ("src/**/gen/*.py", ["src/gen/x.py", "src/a/b/gen/x.py"], ["gen/x.py", "src/gen.py"]),
    "star stays within a directory": ("a/*.py", ["a/x.py"], ["a/b/x.py", "a/x.pyc"]),
    "trailing slash": ("data/", ["data/x.py", "a/data/x.py"], ["data.py"]),
    "everything": ("**", ["x.py", "a/b.py"], []),
}


@pytest.mark.parametrize(("pattern", "inside", "outside"), GLOBS.values(), ids=GLOBS)
def test_globs(pattern: str, inside: list[str], outside: list[str]) -> None:
    holds = any_glob([pattern])

    assert inside == [path for path in inside + outside if holds(path)]


@pytest.mark.parametrize("pattern", ["*a" * 60 + "b", "**/" * 60 + "b"])
def test_a_hostile_pattern_takes_no_longer_than_another(pattern: str) -> None:
    before = time.process_time()
    any_glob([pattern])("a" * 250 + "/a" * 250)

    assert time.process_time() - before < 1
