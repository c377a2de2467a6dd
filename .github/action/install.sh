#!/usr/bin/env bash
# debtscan in an environment of its own, so that no package of the checkout's project is touched or used.
# Nothing runs with the checkout as its directory: `python -m` would import what lies there.
set -euo pipefail
cd "$RUNNER_TEMP"

home=$RUNNER_TEMP/debtscan
"${PYTHON:-python3}" -I -m venv "$home"
programs=$home/bin
[ -d "$programs" ] || programs=$home/Scripts # Windows
wanted=$GITHUB_ACTION_PATH
[ -z "${VERSION:-}" ] || wanted=debtscan==$VERSION
"$programs/pip" install --quiet --disable-pip-version-check "$wanted"
