#!/usr/bin/env bash
# Shows live in the terminal how an engine is doing: health, queue, runs, models, memory and processors.
set -euo pipefail

every=2
once=""
for argument in "$@"; do
  case "$argument" in
    --once) once=1 ;;
    [1-9] | [1-9][0-9]) every="$argument" ;;
    -h | --help)
      cat <<'HELP'
usage: scripts/performance-monitor.sh [--once] [seconds]

Shows every two seconds (or as often as you say) how the engine at ENGINE_PORT is doing; Ctrl-C ends it. It reads the
metrics at the management port of this machine, without logging in. Environment variables:
  ENGINE_PORT              the engine's port, 8000 by default
  ENGINE_MANAGEMENT_PORT   ten more than that by default

  --once   prints one picture and ends
HELP
      exit 0
      ;;
    *)
      echo "error: unknown argument $argument; see scripts/performance-monitor.sh --help" >&2
      exit 2
      ;;
  esac
done

. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
command -v curl >/dev/null || fail "curl was not found; install it to use this script."
MANAGEMENT="${ENGINE_MANAGEMENT_PORT:-auto}"
[ "$MANAGEMENT" != auto ] || MANAGEMENT=$((PORT + 10))
METRICS_URL="http://127.0.0.1:$MANAGEMENT/metrics"
before=""

read_metrics() {
  metrics="$(curl -fsS -m 5 "$METRICS_URL" 2>/dev/null)" \
    || fail "no metrics at $METRICS_URL; does the engine run, and is ENGINE_MANAGEMENT_PORT right?"
  read_at="$(date +%s)"
}

# The sum of all lines of a metric whose labels match, as a whole number or with so many decimals: text, name, labels,
# factor, decimals
total() {
  awk -v name="$2" -v labels="${3:-}" -v factor="${4:-1}" -v decimals="${5:-0}" '
    index($1 "{", name "{") == 1 && (labels == "" || index($0, labels) > 0) && $NF != "NaN" { sum += $NF; found = 1 }
    END { if (found) printf "%.*f", decimals, sum * factor; else printf "-" }' <<<"$1"
}

# By how much a counter has grown each second since the picture before: name, labels
per_second() {
  [ -n "$before" ] || { printf -- '-'; return; }
  awk -v a="$(total "$before" "$1" "${2:-}" 1 3)" -v b="$(total "$metrics" "$1" "${2:-}" 1 3)" \
    -v t="$((read_at - before_at))" 'BEGIN { if (a == "-" || b == "-" || t < 1) printf "-"; else printf "%.1f", (b - a) / t }'
}

# The labels of a metric whose value is so: name, value, label
where_value() {
  sed -n "s/^$1{.*$3=\"\([^\"]*\)\".*} $2\(\.0\)\{0,1\}$/\1/p" <<<"$metrics" | sort -u | tr '\n' ' '
}

line() {
  printf '%-14s %s\n' "$1" "$2"
}

picture() {
  local ill down
  ill="$(where_value aiworkflow_health 0 part)"
  down="$(where_value aiworkflow_model_server_up 0 server)"
  say "AI Workflow Engine $(sed -n 's/^aiworkflow_build_info{.*version="\([^"]*\)".*/\1/p' <<<"$metrics") at $URL    $(date '+%Y-%m-%d %H:%M:%S')"
  say ""
  line health "${ill:+not well: }${ill:-all parts that are watched are well}"
  line queue "$(total "$metrics" aiworkflow_queue_runs 'state="queued"') queued, $(total "$metrics" aiworkflow_queue_runs 'state="running"') running, $(total "$metrics" aiworkflow_queue_runs 'state="waiting"') waiting; the oldest due for $(total "$metrics" aiworkflow_queue_oldest_age_seconds "" 1 1) s"
  line runs "$(per_second aiworkflow_runs_total) /s ended here; so far $(total "$metrics" aiworkflow_runs_total 'state="completed"') completed, $(total "$metrics" aiworkflow_runs_total 'state="failed"') failed, $(total "$metrics" aiworkflow_retries_total) tried again"
  line steps "$(per_second aiworkflow_steps_total) /s"
  line "dead letters" "$(total "$metrics" aiworkflow_dead_letters)"
  line workers "$(total "$metrics" aiworkflow_workers 'state="alive"') alive, $(total "$metrics" aiworkflow_workers 'state="draining"') draining, $(total "$metrics" aiworkflow_workers 'state="dead"') dead"
  line models "$(total "$metrics" aiworkflow_model_queue) calls wait; $(per_second aiworkflow_model_tokens_total) tokens/s${down:+; not reached: $down}"
  line requests "$(per_second http_request_duration_seconds_count) /s"
  line heap "$(total "$metrics" jvm_memory_used_bytes 'area="heap"' 0.00000095367) MB used, $(total "$metrics" jvm_memory_committed_bytes 'area="heap"' 0.00000095367) MB taken"
  line processors "$(total "$metrics" process_cpu_usage "" 100) % by the engine, $(total "$metrics" system_cpu_usage "" 100) % by all"
  line threads "$(total "$metrics" jvm_threads_live_threads)"
  line database "$(total "$metrics" hikaricp_connections_active 'pool="database"') of $(total "$metrics" hikaricp_connections_max 'pool="database"') connections in use, $(total "$metrics" hikaricp_connections_pending 'pool="database"') threads wait"
  line disk "$(total "$metrics" disk_free_bytes "" 0.00000095367) MB free"
}

if [ -n "$once" ]; then
  read_metrics
  picture
  exit 0
fi
while true; do
  read_metrics
  drawn="$(picture)"
  printf '\033[H\033[2J%s\n' "$drawn"
  before="$metrics" before_at="$read_at"
  sleep "$every"
done
