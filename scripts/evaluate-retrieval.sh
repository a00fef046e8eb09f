#!/usr/bin/env bash
# Measures how well documents are found: recall@5 and MRR of dense, word and hybrid search with each index.
set -euo pipefail

if [ "${1:-}" = "--help" ] || [ "${1:-}" = "-h" ]; then
  cat <<'HELP'
usage: scripts/evaluate-retrieval.sh

Indexes the documents of examples/ on an empty database, asks the questions of examples/retrieval-questions.txt,
prints a table and writes target/retrieval.json. It fails when hybrid search finds less than the better of the other
two. Without QDRANT_URL the tests' stand-in for Qdrant is asked, which looks at every point; with it (and QDRANT_API_KEY)
a real one, where collections "evaluation-1", ... are written.
HELP
  exit 0
fi

. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
find_java
command -v mvn >/dev/null || fail "Maven was not found. Install Maven 3.8 or newer; the evaluation is one of its tests."
RESULT="$ROOT/target/retrieval.json"
LOG="$ROOT/target/retrieval.log"
rm -f "$RESULT"
mkdir -p "$ROOT/target"
status=0
# shellcheck disable=SC2086
(cd "$ROOT" && mvn ${MAVEN_ARGS:-} -B -ntp verify -Dtest=NONE -Dsurefire.failIfNoSpecifiedTests=false \
  -Dit.test=RetrievalEvaluationIT) >"$LOG" 2>&1 || status=$?
[ -s "$RESULT" ] || { tail -n 30 "$LOG" >&2; fail "the evaluation did not run; the whole log is in $LOG"; }

printf '| %-13s | %-6s | %-8s | %9s | %8s | %5s |\n' index search questions number recall@5 MRR
printf '| %s | %s | %s | %s | %s | %s |\n' --- --- --- ---: ---: ---:
tr '}' '\n' <"$RESULT" | sed -n \
  's/.*"adapter":"\([^"]*\)","mode":"\([^"]*\)","kind":"\([^"]*\)","questions":\([0-9]*\),"recallAt5":\([0-9.E-]*\),"mrr":\([0-9.E-]*\).*/\1|\2|\3|\4|\5|\6/p' \
  | while IFS='|' read -r adapter mode kind questions recall mrr; do
    LC_ALL=C printf '| %-13s | %-6s | %-8s | %9s | %8.3f | %5.3f |\n' \
      "$adapter" "$mode" "$kind" "$questions" "$recall" "$mrr"
  done
[ "$status" -eq 0 ] || fail "hybrid search is not as good as it has to be, or the evaluation broke off; see $LOG"
