#!/usr/bin/env bash
# Stops the engine of this folder and waits until it has ended, its database included.
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
pid="$(running_pid)"
if [ -z "$pid" ]; then
  say "No engine runs on $DATA."
  exit 0
fi
kill -TERM "$pid"
for _ in $(seq 1 240); do
  if ! kill -0 "$pid" 2>/dev/null; then
    rm -f "$PID_FILE"
    say "The engine has stopped."
    exit 0
  fi
  sleep 0.25
done
fail "the engine (process $pid) has not stopped within 60 s; its log is $DATA/engine.log"
