#!/usr/bin/env bash
# Builds the engine if needed, starts it, runs the sample workflows on the documents in examples/, and shows what an
# operator sees.
set -euo pipefail

once=false
for argument in "$@"; do
  case "$argument" in
    --once) once=true ;;
    -h | --help)
      cat <<'HELP'
usage: scripts/quickstart.sh [--once]

Builds the engine if needed, starts it on its embedded defaults, waits until it is ready, and runs the
sample workflows on the documents in examples/ over HTTP; then a schedule, a maintenance job, the health, the
metrics and the console are shown. The engine then goes on running; scripts/stop.sh stops it.

  --once   stop the engine at the end

environment:
  ENGINE_PORT       the port on 127.0.0.1 (8000)
  ENGINE_DATA_DIR   the folder for its data (data)
  ADMIN_PASSWORD_FILE  the password of the first admin (data/admin-password, made if it is not there)
  ENGINE_TOKEN      an API key of an operator, in place of logging in
  OLLAMA_BASE_URL   a model server (http://127.0.0.1:11434); without one, answers are passages
  JAVA_HOME         the JDK, version 17 or newer
HELP
      exit 0
      ;;
    *)
      echo "error: unknown option $argument; see scripts/quickstart.sh --help" >&2
      exit 2
      ;;
  esac
done

. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
command -v curl >/dev/null || fail "curl was not found; install it to use this script."
find_java
log="$DATA/engine.log"
started=false

stop_engine() {
  if [ "$started" = true ]; then
    started=false
    say "Stopping the engine ..."
    "$ROOT/scripts/stop.sh"
  fi
}

start_engine() {
  port_is_taken && fail "port $PORT is taken by another program. Stop it, or choose another one: ENGINE_PORT=8001 $0"
  ensure_built
  mkdir -p "$DATA"
  ensure_admin_password
  say "Starting the engine on $URL (log: $log)"
  nohup "$ROOT/scripts/start.sh" >"$log" 2>&1 </dev/null &
  local pid=$! begun=$SECONDS
  started=true
  until is_healthy; do
    if ! kill -0 "$pid" 2>/dev/null; then
      started=false
      tail -n 25 "$log" >&2
      fail "the engine did not start; the lines above are the end of $log"
    fi
    [ $((SECONDS - begun)) -lt 300 ] || fail "the engine is not ready after 300 s; see $log"
    [ -t 1 ] && printf '\r  waiting until it is ready ... %d s ' $((SECONDS - begun))
    sleep 0.3
  done
  [ -t 1 ] && printf '\r'
  say "Ready after $((SECONDS - begun)) s."
}

trap 'stop_engine' EXIT
trap 'exit 130' INT TERM
if [ -n "$(running_pid)" ]; then
  is_healthy || fail "the engine runs as process $(running_pid) but is not healthy on $URL; see $log and $URL/api/v1/health"
  say "Using the engine that already runs on $URL."
else
  start_engine
fi

log_in
result=0
(cd "$ROOT" && "$JAVA" -cp "$ENGINE/lib/*" scripts/QuickstartTour.java "$URL" examples) || result=$?

if [ "$once" = true ]; then
  stop_engine
elif [ "$started" = true ]; then
  started=false
  say ""
  say "The engine goes on running on $URL"
  say "  log in:   $URL/login as admin; the password is in $ADMIN_PASSWORD_FILE"
  say "  console:  $URL/hawtio with the same login"
  say "  API page: $URL/docs    health: $URL/api/v1/health    log: $log"
  say "  stop it:  ${ENGINE_DATA_DIR:+ENGINE_DATA_DIR=$DATA }$ROOT/scripts/stop.sh"
fi
exit "$result"
