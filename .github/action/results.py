"""What debtscan wrote -> what GitHub takes: `outputs CHECK.json`, or `alerts CHECK.sarif`; on stdout."""

import json
import sys
from collections.abc import Iterator
from typing import Any


def outputs(check: Any) -> Iterator[str]:
    """Lines for $GITHUB_OUTPUT: a word and two numbers, whatever the repository holds."""
    yield "verdict=" + ("pass" if check["verdict"] == "pass" else "fail")
    yield f"new={len(check['new'])}"
    yield f"minutes={round(check['debt']['added_minutes'])}"


def alerts(sarif: Any) -> Iterator[str]:
    """The same without what is fixed: code scanning knows no `baselineState`, and would open an alert for it."""
    for run in sarif["runs"]:
        run["results"] = [result for result in run["results"] if result["baselineState"] != "absent"]
    yield json.dumps(sarif, indent=1)


if __name__ == "__main__":
    name, file = sys.argv[1:]
    with open(file, encoding="utf-8") as document:
        for line in {"outputs": outputs, "alerts": alerts}[name](json.load(document)):
            print(line)
