"""What a path says of a file in the log, where its content is not at hand."""

import re
from functools import lru_cache

_TEST = re.compile(
    r"(?:^|/)(?:tests?|testing|unittests?|t)/|(?:^|/)(?:test_[^/]*|[^/]*_tests?|conftest|tests?)\.py$", re.IGNORECASE
)
_ASIDE = re.compile(
    r"(?:^|/)(?:benchmarks?|docs?|docs_src|examples?|samples?|demos?|tutorials?|website|artwork|news|_?vendor(?:ed)?|"
    r"third_party|extern(?:al)?|site-packages|node_modules)/|^requests/packages/|"
    r"(?:^|/)(?:setup|versioneer|_version|__version__|version|noxfile|tasks|fabfile)\.py$",
    re.IGNORECASE,
)


@lru_cache(maxsize=1 << 16)
def is_test(path: str) -> bool:
    return path.endswith(".py") and _TEST.search(path) is not None


@lru_cache(maxsize=1 << 16)
def is_production(path: str) -> bool:
    """Python that others rely on: no test, document, example, benchmark, vendored part or packaging."""
    return path.endswith(".py") and _TEST.search(path) is None and _ASIDE.search(path) is None
