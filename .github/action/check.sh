#!/usr/bin/env bash
# Finds what the checkout is a change of, runs debtscan once, and hands on what it says: annotations on stdout, the
# outputs of the step, the summary of the job, SARIF, a comment. Exit status: that of debtscan.
set -euo pipefail

programs=$RUNNER_TEMP/debtscan/bin
[ -d "$programs" ] || programs=$RUNNER_TEMP/debtscan/Scripts # Windows
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export DEBTSCAN_CACHE_DIR=${DEBTSCAN_CACHE_DIR:-$RUNNER_TEMP/debtscan-cache}

# On stderr, because some of what complains is asked for its output; the runner reads commands on both.
complain() {
  echo "::error::debtscan: $1" >&2
  return 2
}

is_here() { git cat-file -e "$1^{commit}" 2>/dev/null; }

whole_history() {
  [ "$(git rev-parse --is-shallow-repository)" = false ] || git fetch --quiet --no-tags --unshallow origin >&2
}

# A branch, tag or commit -> its id, fetched when it is missing.
known() {
  whole_history || return
  if is_here "refs/remotes/origin/$1"; then
    git rev-parse "refs/remotes/origin/$1"
  elif is_here "$1"; then
    git rev-parse "$1^{commit}"
  else
    git fetch --quiet --no-tags origin "${1#origin/}" >&2 && git rev-parse FETCH_HEAD
  fi
}

# The first parent of HEAD, which is all that is needed of the history when GitHub made the merge.
parent() {
  is_here HEAD^1 || git fetch --quiet --no-tags --depth=2 origin "$(git rev-parse HEAD)" >&2 || true
  git rev-parse --quiet --verify HEAD^1
}

is_merge_of_pull_request() {
  parent >/dev/null && [ "$(git rev-parse --quiet --verify HEAD^2)" = "$PULL_HEAD" ]
}

base_of_pull_request() {
  if is_merge_of_pull_request; then
    parent
  else
    known "$PULL_BASE" || return
    git merge-base --is-ancestor "$PULL_HEAD" HEAD 2>/dev/null || complain "what is checked out is not the pull request"
  fi
}

base() {
  local zeros=0000000000000000000000000000000000000000
  if [ -n "${BASE:-}" ]; then
    known "$BASE"
  elif [ -n "${PULL_HEAD:-}" ]; then
    base_of_pull_request
  elif [ -n "${QUEUE_BASE:-}" ]; then
    known "$QUEUE_BASE"
  elif [ -n "${BEFORE_PUSH:-}" ] && [ "$BEFORE_PUSH" != $zeros ]; then
    known "$BEFORE_PUSH"
  elif [ -n "${DEFAULT_BRANCH:-}" ] && [ "${GITHUB_REF_NAME:-}" != "$DEFAULT_BRANCH" ]; then
    known "$DEFAULT_BRANCH"
  else
    parent
  fi
}

comment() {
  local endpoint=repos/$GITHUB_REPOSITORY/issues mark='<!-- debtscan:check -->' id
  id=$(gh api --paginate "$endpoint/$PULL_NUMBER/comments" \
    --jq ".[] | select(.user.type == \"Bot\") | select(.body | startswith(\"$mark\")) | .id") || return
  if [ -n "$id" ]; then # several: somebody copied the mark, the first is ours
    gh api --silent --method PATCH "$endpoint/comments/${id%%[!0-9]*}" --field "body=@$work/comment.md"
  elif [ "$1" != 0 ] || [ -s "$work/findings.txt" ]; then # nothing to tell, nothing told
    gh api --silent --method POST "$endpoint/$PULL_NUMBER/comments" --field "body=@$work/comment.md"
  fi
}

case ${BASE:-} in -*) complain "base: this is no revision" ;; esac
against=$(base) || complain "what this is a change of is not here: give actions/checkout fetch-depth: 0, or the input base"
asked=(--base="$against" --format=github --also=json="$work/check.json" --also=markdown="$work/comment.md")
asked+=(--also=text="$work/findings.txt" --also=sarif="$work/check.sarif")
[ -z "${FAIL_ON:-}" ] || asked+=(--fail-on="$FAIL_ON")

status=0
"$programs/debtscan" check "${asked[@]}" || status=$?
[ "$status" -lt 2 ] || exit "$status"

"$programs/python" -I "$here/results.py" outputs "$work/check.json" >>"$GITHUB_OUTPUT"
cat "$work/comment.md" >>"$GITHUB_STEP_SUMMARY"
if [ -n "${SARIF:-}" ]; then
  mkdir -p "$(dirname "$SARIF")"
  "$programs/python" -I "$here/results.py" alerts "$work/check.sarif" >"$SARIF"
fi
if [ "${COMMENT:-}" = true ] && [ -n "${PULL_NUMBER:-}" ]; then
  comment "$status" || echo "::warning::debtscan: no comment: the token may not write it (permissions: pull-requests: write)"
fi
exit "$status"
