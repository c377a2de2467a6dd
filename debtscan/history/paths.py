"""What a path says of a file in the log, where its content is not at hand."""

import re
from functools import lru_cache

_TEST = re.compile(r"(?:^|/)(?:tests?|testing|t|benchmarks?)/|(?:^|/)(?:test_[^/]*|[^/]*_tests?|conftest)\.py$")
_ASIDE = re.compile(
    r"(?:^|/)(?:docs?|examples?|samples?|demos?|tutorials?|scripts?|tools?|vendor|vendored|_vendor|third_party|"
    r"node_modules|migrations|build|dist|website|\.[^/]+)/|(?:^|/)(?:setup|noxfile|conf|tasks|fabfile)\.py$"
)


def is_python(path: str) -> bool:
    return path.endswith((".py", ".pyi"))


@lru_cache(maxsize=1 << 16)
def is_test(path: str) -> bool:
    return path.endswith(".py") and _TEST.search(path) is not None


@lru_cache(maxsize=1 << 16)
def is_production(path: str) -> bool:
    """Python that others rely on: no test, document, example, script, vendored or generated part."""
    return path.endswith(".py") and _TEST.search(path) is None and _ASIDE.search(path) is None
