# Shared by the scripts of this folder; not a command of its own.
# It sets ROOT, JAVA, DATA, PORT and URL, and offers the functions below.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
JAR="$ROOT/target/ai-workflow-engine.jar"
ENGINE="$ROOT/target/engine"
PORT="${ENGINE_PORT:-8000}"
URL="http://127.0.0.1:$PORT"
DATA="${ENGINE_DATA_DIR:-$ROOT/data}"
case "$DATA" in /*) ;; *) DATA="$PWD/$DATA" ;; esac
PID_FILE="$DATA/engine.pid"
# The engine is started in another folder than the caller's.
case "${WORKFLOW_ROUTES_DIR:-/}" in /*) ;; *) export WORKFLOW_ROUTES_DIR="$PWD/$WORKFLOW_ROUTES_DIR" ;; esac

fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

say() {
  printf '%s\n' "$*"
}

find_java() {
  JAVA="${JAVA_HOME:+$JAVA_HOME/bin/java}"
  JAVA="${JAVA:-$(command -v java || true)}"
  [ -n "$JAVA" ] && [ -x "$JAVA" ] || fail "no Java was found. Install a JDK, version 17 or newer, or set JAVA_HOME."
  JAVA_FEATURE="$("$JAVA" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)"
  [ "${JAVA_FEATURE:-0}" -ge 17 ] \
    || fail "$JAVA is Java ${JAVA_FEATURE:-unknown}, but 17 or newer is needed. Set JAVA_HOME to a newer JDK."
}

# Builds the jar and unpacks it, unless the unpacked one is newer than every source.
ensure_built() {
  if [ -f "$ENGINE/.complete" ] && [ -z "$(find "$ROOT/src/main" "$ROOT/pom.xml" -newer "$ENGINE/.complete" -print | head -n 1)" ]; then
    return
  fi
  command -v mvn >/dev/null \
    || fail "Maven was not found. Install Maven 3.8 or newer; it is needed to build the engine once."
  say "Building the engine (the first time downloads its libraries, about 300 MB) ..."
  local log="$ROOT/target/build.log" started=$SECONDS
  mkdir -p "$ROOT/target"
  if ! (cd "$ROOT" && mvn -B -ntp -DskipTests package) >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    fail "the build failed; the whole log is in $log"
  fi
  # Starting from single jars takes less time and memory than from the nested ones of the executable jar.
  rm -rf "$ENGINE"
  "$JAVA" -Djarmode=tools -jar "$JAR" extract --destination "$ENGINE" >>"$log" 2>&1 \
    || fail "the jar could not be unpacked; see $log"
  touch "$ENGINE/.complete"
  say "Built in $((SECONDS - started)) s."
}

# Prints the process id of the engine that start.sh started on this data folder, if it is alive.
running_pid() {
  local pid
  command -v ps >/dev/null || fail "ps was not found; install it (package procps) to use the scripts."
  pid="$(cat "$PID_FILE" 2>/dev/null || true)"
  if [ -n "$pid" ] && ps -p "$pid" -o args= 2>/dev/null | grep -q 'ai-workflow-engine\.jar'; then
    printf '%s' "$pid"
  fi
}

# True when anything at all listens on the port.
port_is_taken() {
  (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null
}

is_healthy() {
  curl -fsS -m 5 -o /dev/null "$URL/api/v1/health" 2>/dev/null
}
