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

# Sees to it that the first admin of this data folder has a password which the scripts know.
ensure_admin_password() {
  export ADMIN_PASSWORD_FILE="${ADMIN_PASSWORD_FILE:-$DATA/admin-password}"
  [ -e "$ADMIN_PASSWORD_FILE" ] && return
  mkdir -p "$(dirname "$ADMIN_PASSWORD_FILE")"
  (umask 077 && head -c 18 /dev/urandom | base64 >"$ADMIN_PASSWORD_FILE")
}

# Logs in with the name in ENGINE_USER and the password in the file ADMIN_PASSWORD_FILE, and sets ENGINE_TOKEN. Secrets
# go through pipes, since arguments are seen by everybody on the machine.
log_in() {
  local password answer
  [ -z "${ENGINE_TOKEN:-}" ] || return 0
  [ -r "${ADMIN_PASSWORD_FILE:=$DATA/admin-password}" ] \
    || fail "there is no password in $ADMIN_PASSWORD_FILE; put it there, name another file in ADMIN_PASSWORD_FILE, or set ENGINE_TOKEN to an API key"
  password="$(sed 's/\\/\\\\/g; s/"/\\"/g' "$ADMIN_PASSWORD_FILE")"
  answer="$(printf '{"name":"%s","password":"%s"%s}' "${ENGINE_USER:-admin}" "$password" \
    "${ENGINE_CODE:+,\"code\":\"$ENGINE_CODE\"}" \
    | curl -sS -m 30 -H 'Content-Type: application/json' --data-binary @- "$URL/api/v1/auth/login")" \
    || fail "the engine does not answer on $URL"
  ENGINE_TOKEN="$(sed -n 's/.*"accessToken":"\([^"]*\)".*/\1/p' <<<"$answer")"
  REFRESH_TOKEN="$(sed -n 's/.*"refreshToken":"\([^"]*\)".*/\1/p' <<<"$answer")"
  [ -n "$ENGINE_TOKEN" ] || fail "the login was refused: $(sed -n 's/.*"detail":"\([^"]*\)".*/\1/p' <<<"$answer")"
  export ENGINE_TOKEN
}

# Goes on with the session of log_in when the key of its token is about to be dropped. A code of a second factor counts
# once, so this does not log in again.
go_on() {
  local answer
  answer="$(printf '{"refreshToken":"%s"}' "$REFRESH_TOKEN" \
    | curl -sS -m 30 -H 'Content-Type: application/json' --data-binary @- "$URL/api/v1/auth/refresh")" \
    || fail "the engine does not answer on $URL"
  ENGINE_TOKEN="$(sed -n 's/.*"accessToken":"\([^"]*\)".*/\1/p' <<<"$answer")"
  [ -n "$ENGINE_TOKEN" ] || fail "the session has ended: $(sed -n 's/.*"detail":"\([^"]*\)".*/\1/p' <<<"$answer")"
}

# curl with the token of log_in.
engine_curl() {
  curl -sS -m 30 -H @<(printf 'Authorization: Bearer %s\n' "$ENGINE_TOKEN") "$@"
}
