#!/usr/bin/env bash
# Kills, freezes and restarts the engine's processes and its database, and checks that nothing is lost or repeated.
set -euo pipefail

if [ "${1:-}" = "--help" ] || [ "${1:-}" = "-h" ]; then
  cat <<'HELP'
usage: scripts/chaos-test.sh [--full] [--seed=N] [--list] [TEST ...]

Runs the crash suite, or the named tests of it: engine processes of this build on a PostgreSQL
and a Redis that the suite starts itself, on free ports, with all files below target/chaos.
Nothing else needs to be installed but Maven and a JDK.

  --full     the full counts; without it a quarter of them, at least three (as in CI), and a test that was
             only too slow is run again, twice at most
  --quick    a quarter of the counts, which is the default
  --seed=N   repeats a run with the same random choices; each report names its seed
  --list     shows the tests and what each demands

Set JAVA_HOME to choose the Java. Writes target/chaos-report.md and target/chaos-report.json.
The exit code is 0 only if every test has passed.
HELP
  exit 0
fi

. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
find_java
command -v mvn >/dev/null || fail "Maven was not found. Install Maven 3.8 or newer; it compiles the engine and its tests."
cd "$ROOT"
mkdir -p target/chaos
log="$ROOT/target/chaos/build.log"
say "Compiling ..."
# Offline first: libraries that are there already need no network.
compile() {
  JAVA_HOME="$(dirname "$(dirname "$(readlink -f "$JAVA")")")" mvn "$@" -B -ntp test-compile \
    dependency:build-classpath@engine-libraries dependency:build-classpath@test-libraries >"$log" 2>&1
}
compile -o || compile || {
  tail -n 30 "$log" >&2
  fail "the build failed; the whole log is in $log"
}

status=0
"$JAVA" -Xmx512m -XX:+UseSerialGC \
  -cp "target/test-classes:target/classes:$(cat target/chaos/test-libraries.txt)" \
  io.aiworkflow.chaos.ChaosSuite "$@" || status=$?
case " $* " in *" --list "*) ;; *) say "Report: target/chaos-report.md and target/chaos-report.json" ;; esac
exit "$status"
