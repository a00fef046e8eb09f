#!/usr/bin/env bash
# Measures start, memory and speed of the whole engine on this machine, and compares them with the targets.
set -euo pipefail

part=all
for argument in "$@"; do
  case "$argument" in
    all | runs | metrics | models | knowledge | schedules) part="$argument" ;;
    -h | --help)
      cat <<'HELP'
usage: scripts/benchmark.sh [all|runs|metrics|models|knowledge|schedules]

Measures a part or all of the engine, prints a table for each part and writes the figures to target/benchmark.json,
where those of the other parts stay as they were measured last (a run on another Java replaces what it measures).

  runs        starts the engine twice on an empty data folder with routes of its own and loads it over HTTP for about
              seven minutes. What it does is set against what bare SQL does on the same database, in turn with it
  metrics     loads the engine with and without its metrics, in turn, and asks for the metrics of fifty workflows;
              six minutes
  models      calls a stand-in for a model server with and without the gateway, in turn, and streams from it
              through the engine; three minutes
  knowledge   embeds with and without the engine, in turn; fills and searches a vector index of 100,000 chunks; asks
              the question set (scripts/evaluate-retrieval.sh, which needs Maven); indexes 200 documents while the
              engine is killed three times; twelve minutes
  schedules   makes 1,000 schedules for the same second, twice; the second time one of two schedulers is killed in that
              second; four minutes

Set JAVA_HOME to choose the Java. Nothing else should run on the machine meanwhile.
HELP
      exit 0
      ;;
    *)
      echo "error: unknown part $argument; see scripts/benchmark.sh --help" >&2
      exit 2
      ;;
  esac
done

export ENGINE_PORT="${BENCHMARK_PORT:-8899}"
SCRATCH="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/target/benchmark"
export ENGINE_DATA_DIR="$SCRATCH/data"
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
find_java
[ "${BASH_VERSINFO[0]}" -ge 5 ] || fail "bash 5 or newer is needed to measure milliseconds; this is $BASH_VERSION."
command -v curl >/dev/null || fail "curl was not found; install it to use this script."
UPSTREAM_PORT=8898 # as in benchmark/routes/intake/forward.camel.yaml
WORKER_PORT=8897
MODEL_PORT=8896
WAITING=10000
WARM_UP=30
STREAMS=500
CHAT_HEAP_MB=512
TICKS=1000
HERE="$ROOT/scripts/benchmark"
PARTS="$ROOT/target/benchmark-parts"
RESULT="$ROOT/target/benchmark.json"
export WORKFLOW_ROUTES_DIR="$HERE/routes"
export ENGINE_EGRESS_ALLOW="127.0.0.1:$UPSTREAM_PORT"
# One address sends thousands of requests a second here.
export ENGINE_WEB_RATELIMITS_ENABLED=false
upstream=""
worker=""
model=""

clean_up() {
  [ -z "$model" ] || kill "$model" 2>/dev/null || true
  [ -z "$upstream" ] || kill "$upstream" 2>/dev/null || true
  [ -z "$worker" ] || kill "$worker" 2>/dev/null || true
  "$ROOT/scripts/stop.sh" >/dev/null || true
}
trap clean_up EXIT
trap 'exit 130' INT TERM

now_ms() {
  local micros="${EPOCHREALTIME/[.,]/}"
  printf '%s' "$((micros / 1000))"
}

# Starts the engine and sets READY_MS to the time until its health is ok.
start_engine() {
  local begun pid
  begun="$(now_ms)"
  "$ROOT/scripts/start.sh" >"$SCRATCH/engine.log" 2>&1 </dev/null &
  pid=$!
  until is_healthy; do
    kill -0 "$pid" 2>/dev/null || { tail -n 20 "$SCRATCH/engine.log" >&2; fail "the engine did not start"; }
    sleep 0.1
  done
  READY_MS=$(($(now_ms) - begun))
}

load() {
  "$JAVA" -Xmx256m "$HERE/LoadGenerator.java" "$@"
}

# Bare SQL on the engine's own database.
probe() {
  local url
  url="$(sed 's#postgresql://\([^@]*\)@\(.*\)#jdbc:postgresql://\2?user=\1#' "$ENGINE_DATA_DIR/postgres.url")"
  "$JAVA" -Xmx128m -cp "$(echo "$ENGINE"/lib/postgresql-*.jar)" "$HERE/DatabaseProbe.java" "$url" "$@"
}

# A part of the engine in a process of its own: package, class, arguments
part_probe() {
  local package="$1" class="$2"
  shift 2
  "${JAVA}c" -cp "$ENGINE/ai-workflow-engine.jar" -d "$SCRATCH/probe" "$HERE/$class.java" 2>"$SCRATCH/javac.log" \
    || fail "$class cannot be compiled; see $SCRATCH/javac.log"
  "$JAVA" -Xmx1g --enable-native-access=ALL-UNNAMED -cp "$SCRATCH/probe:$ENGINE/ai-workflow-engine.jar" \
    "$package.$class" "$@" 2>>"$SCRATCH/$class.log"
}

calculate() {
  awk "BEGIN { printf \"$1\", $2 }"
}

# The values with commas between them.
list() {
  local IFS=,
  printf '%s' "$*"
}

# The middle one of an odd number of values.
median() {
  printf '%s\n' "$@" | sort -g | sed -n "$((($# + 1) / 2))p"
}

# A second process that executes runs, on the database of the first.
start_worker() {
  local url
  url="$(cat "$ENGINE_DATA_DIR/postgres.url")"
  mkdir -p "$SCRATCH/worker"
  ENGINE_DATA_DIR="$SCRATCH/worker" ENGINE_PORT="$WORKER_PORT" ENGINE_ROLES=worker ENGINE_DATABASE_POOLSIZE=18 \
    DATABASE_URL="$url" "$ROOT/scripts/start.sh" >"$SCRATCH/worker.log" 2>&1 </dev/null &
  worker=$!
  until curl -fsS -m 5 -o /dev/null "http://127.0.0.1:$WORKER_PORT/api/v1/health" 2>/dev/null; do
    kill -0 "$worker" 2>/dev/null || { tail -n 20 "$SCRATCH/worker.log" >&2; fail "the second worker did not start"; }
    sleep 0.2
  done
}

threads() {
  ps -o nlwp= -p "$(running_pid)" | tr -d ' '
}

# One number of a line of JSON.
value() {
  sed -n "s/.*\"$2\":\\(-\\{0,1\\}[0-9.]*\\).*/\\1/p" <<<"$1"
}

# Runs that have not ended or have failed. Each list should be empty.
unfinished_runs() {
  local state
  for state in queued running waiting failed cancelled; do
    engine_curl -f "$URL/api/v1/runs?state=$state&limit=200" | grep -o '"id":' || true
  done | wc -l | tr -d ' '
}

# connections, seconds to warm up, seconds, workflow
submit() {
  load "$PORT" "$1" "$2" "$3" POST "/api/v1/workflows/${4:-no-op}/runs" '{"n":1}' \
    'Content-Type: application/json' 'Prefer: wait=5'
}

# Refused before any door: seconds to warm up, seconds
ask_nothing() {
  "$JAVA" -Xmx256m -Dany=true "$HERE/LoadGenerator.java" "$PORT" 1 "$1" "$2" GET /api/v1/nothing
}

# Fifty readings a second: seconds to warm up, seconds
read_evenly() {
  "$JAVA" -Xmx256m -Drate=50 "$HERE/LoadGenerator.java" "$PORT" 8 "$1" "$2" GET /api/v1/workflows
}

# The same without waiting for the end, so many per second.
submit_evenly() {
  "$JAVA" -Xmx256m "-Drate=$1" "$HERE/LoadGenerator.java" "$PORT" 32 "$2" "$3" POST /api/v1/workflows/no-op/runs \
    '{"n":1}' 'Content-Type: application/json'
}

# A model server that takes 300 ms to its first token and then 100 ms for each of fifty more (two hundred for one model).
start_model() {
  "$JAVA" -Xmx128m "$HERE/StandInModel.java" "$MODEL_PORT" 300 100 50 >"$SCRATCH/model.log" 2>&1 &
  model=$!
  until grep -q ready "$SCRATCH/model.log"; do
    kill -0 "$model" 2>/dev/null || fail "the stand-in for a model did not start; see $SCRATCH/model.log"
    sleep 0.1
  done
}

# What the gateway adds to a call, in a process of its own: what to measure, how much
probe_gateway() {
  "$JAVA" -Xmx512m -Dlogging.level.root=warn -cp "$(echo "$ENGINE"/ai-workflow-engine*.jar):$ENGINE/lib/*" \
    "$HERE/GatewayProbe.java" "http://127.0.0.1:$MODEL_PORT" "$@" 2>>"$SCRATCH/gateway.log"
}

# The same through the engine, as a caller of its chat sees it: what to measure, how much
probe_chat() {
  "$JAVA" -Xmx256m "$HERE/ChatProbe.java" "http://127.0.0.1:$MODEL_PORT" "$URL" "$@" 2>>"$SCRATCH/chat.log"
}

# An engine with little memory that lets one user stream as much as all together may.
start_engine_for_chats() {
  OLLAMA_BASE_URL="http://127.0.0.1:$MODEL_PORT" ENGINE_MODEL_MAXCONCURRENT=$STREAMS ENGINE_CHAT_MOST=$STREAMS \
    ENGINE_CHAT_MOSTOFONE=$STREAMS ENGINE_JAVA_OPTIONS="-Xmx${CHAT_HEAP_MB}m" start_engine
  ENGINE_TOKEN=""
  log_in
}

row() {
  # name, measured, unit, comparison (le|ge), target
  local verdict
  verdict="$(awk -v m="$2" -v t="$5" -v c="$4" 'BEGIN { print (c == "le" ? m <= t : m >= t) ? "met" : "MISSED" }')"
  printf '%-52s %10s %-6s %s %6s  %s\n' "$1" "$2" "$3" "$([ "$4" = le ] && echo '<=' || echo '>=')" "$5" "$verdict"
}

fact() {
  # name, measured, unit
  printf '%-52s %10s %-6s\n' "$1" "$2" "$3"
}

# What was measured where, then the table by the function named "$1_rows", then the figures on stdin into the result.
report() {
  local java_version processors name separator=""
  java_version="$("$JAVA" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)"
  processors="$(getconf _NPROCESSORS_ONLN)"
  say ""
  say "$1: Java $java_version, $processors processors, load average: $(cut -d ' ' -f 1-3 /proc/loadavg 2>/dev/null || uptime)"
  "$1_rows"
  {
    printf '  "%s": {\n    "java": "%s",\n    "processors": %s,\n    "measured": "%s",\n' \
      "$1" "$java_version" "$processors" "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
    cat
    printf '  }'
  } >"$PARTS/$1.json"
  {
    printf '{'
    for name in runs metrics models knowledge schedules; do
      [ -s "$PARTS/$name.json" ] || continue
      printf '%s\n' "$separator"
      cat "$PARTS/$name.json"
      separator=,
    done
    printf '\n}\n'
  } >"$RESULT"
  say "written to $RESULT"
}

measure_runs() {
  # A first start includes making the archive of classes, so it must not find one.
  rm -f "$ENGINE"/*.jsa
  ensure_admin_password
  say "First start (creates the database) ..."
  start_engine
  first_ms=$READY_MS
  "$ROOT/scripts/stop.sh" >/dev/null
  say "Second start ..."
  start_engine
  second_ms=$READY_MS
  log_in
  say "Idle for 20 s ..."
  sleep 20
  rss_mb=$(($(ps -o rss= -p "$(running_pid)") / 1024))

  say "One run at a time ..."
  single="$(submit 1 10 10)"
  # There is nothing at this address, so that all the time is taken by what stands before the doors.
  say "With and without a token, in turn ..."
  bare="" shown=""
  ask_nothing 0 5 >/dev/null
  for _ in 1 2 3 4 5; do
    bare="$bare $(value "$(ENGINE_TOKEN='' ask_nothing 1 4)" p50Ms)"
    shown="$shown $(value "$(ask_nothing 1 4)" p50Ms)"
  done
  token_ms="$(calculate %.3f "$(median $shown) - $(median $bare)")"

  say "Others' requests while eight callers log in all the time ..."
  (umask 077 && printf '{"name":"admin","password":"%s"}' "$(cat "$ADMIN_PASSWORD_FILE")" >"$SCRATCH/login.json")
  read_evenly 5 5 >/dev/null
  quiet="" crowded="" logins=0
  for _ in 1 2 3; do
    quiet="$quiet $(value "$(read_evenly 1 5)" p95Ms)"
    ENGINE_TOKEN='' load "$PORT" 8 0 9 POST /api/v1/auth/login "@$SCRATCH/login.json" 'Content-Type: application/json' \
      >"$SCRATCH/logins.json" &
    storm=$!
    sleep 2
    crowded="$crowded $(value "$(read_evenly 1 5)" p95Ms)"
    wait "$storm"
    logins="$(value "$(cat "$SCRATCH/logins.json")" perSecond)"
  done
  rm "$SCRATCH/login.json"
  login_delay="$(calculate %.2f "$(median $crowded) / $(median $quiet)")"

  say "32 connections in turn with bare SQL ..."
  # The compiler of a small machine needs its time; the target is about an engine that has been running.
  submit 32 0 "$WARM_UP" >/dev/null
  ceilings="" rates="" not2xx=0 broken=0
  for _ in 1 2 3 4 5; do
    ceilings="$ceilings $(value "$(probe jobs 8 4)" perSecond)"
    many="$(submit 32 1 6)"
    rates="$rates $(value "$many" perSecond)"
    not2xx=$((not2xx + $(value "$many" not2xx)))
    broken=$((broken + $(value "$many" broken)))
  done
  unfinished="$(unfinished_runs)"
  ceiling="$(median $ceilings)"
  rate="$(median $rates)"
  of_ceiling="$(calculate %.2f "$rate / $ceiling")"

  say "One step and eleven steps in turn with bare inserts ..."
  submit 1 0 "$WARM_UP" eleven-steps >/dev/null
  submit 1 0 10 one-step >/dev/null
  inserts="" busy_inserts="" steps="" multiples="" busy_multiples=""
  # Many short turns, each with a multiple of its own: the disk of a virtual machine is fast in one and slow in the next.
  for _ in 1 2 3 4 5 6 7 8 9 10 11; do
    insert_ms="$(value "$(probe inserts 2 0)" p50Ms)"
    busy_insert_ms="$(value "$(probe inserts 2 150)" p50Ms)"
    one_step="$(value "$(submit 1 1 2 one-step)" p50Ms)"
    eleven_steps="$(value "$(submit 1 1 2 eleven-steps)" p50Ms)"
    step_ms="$(calculate %.3f "($eleven_steps - $one_step) / 10")"
    inserts="$inserts $insert_ms" busy_inserts="$busy_inserts $busy_insert_ms" steps="$steps $step_ms"
    multiples="$multiples $(calculate %.2f "$step_ms / $insert_ms")"
    busy_multiples="$busy_multiples $(calculate %.2f "$step_ms / $busy_insert_ms")"
  done

  say "A second worker; 80 % of what both can do ..."
  start_worker
  both="$(submit 32 10 15)"
  even_rate="$(calculate %.0f "$(value "$both" perSecond) * 0.8")"
  evenly="$(submit_evenly "$even_rate" 10 20)"
  start_latency="$(probe start-latency 20)"
  kill "$worker" && wait "$worker" 2>/dev/null || true
  worker=""
  sleep 2
  unfinished=$((unfinished + $(unfinished_runs)))

  say "$WAITING waiting runs ..."
  submit 1 2 10 >/dev/null
  free_start="$(probe start-latency 10)"
  free_threads="$(threads)"
  probe add-waiting "$WAITING" >/dev/null
  submit 1 2 10 >/dev/null
  waiting_start="$(probe start-latency 10)"
  waiting_threads="$(threads)"
  probe remove-waiting >/dev/null
  waiting_cost="$(calculate %.2f "$(value "$waiting_start" p50Ms) - $(value "$free_start" p50Ms)")"

  say "256 callers of a route that forwards to a system which takes 200 ms ..."
  "$JAVA" -Xmx128m "$HERE/SlowUpstream.java" "$UPSTREAM_PORT" 200 >"$SCRATCH/upstream.log" 2>&1 &
  upstream=$!
  until grep -q ready "$SCRATCH/upstream.log"; do
    kill -0 "$upstream" 2>/dev/null || fail "the upstream did not start; see $SCRATCH/upstream.log"
    sleep 0.1
  done
  forward="$(load "$PORT" 256 10 20 GET /intake/forward)"
  busy_rss_mb=$(($(ps -o rss= -p "$(running_pid)") / 1024))
  "$ROOT/scripts/stop.sh" >/dev/null
  share="$(awk -v r="$(value "$forward" perSecond)" 'BEGIN { printf "%.1f", r / 1280 * 100 }')"
}

runs_rows() {
  fact "first start, ready" "$first_ms" ms
  row "second start, ready" "$second_ms" ms le 10000
  row "idle memory of the JVM (RSS)" "$rss_mb" MB le 450
  row "no-op run, one at a time, p50" "$(value "$single" p50Ms)" ms le 15
  row "a token's check, p50" "$token_ms" ms le 0.3
  fact "reading 50/s, p95" "$(median $quiet)" ms
  row "  its multiple during $logins logins/s" "$login_delay" "" le 2
  row "no-op runs at 32 connections" "$rate" "/s" ge 300
  row "  answers that were not 2xx, or broken" "$((not2xx + broken))" "" le 0
  row "  runs not completed" "$unfinished" "" le 0
  fact "bare SQL on the same database, 8 clients" "$ceiling" /s
  row "  no-op runs at 32 connections, share of it" "$of_ceiling" "" ge 0.5
  fact "one more step in the journal, p50" "$(median $steps)" ms
  fact "  committed inserts, one after the other, p50" "$(median $inserts)" ms
  row "  the step as a multiple of them" "$(median $multiples)" "" le 1.5
  fact "  inserts with 0.15 ms of computing between, p50" "$(median $busy_inserts)" ms
  fact "  the step as a multiple of those" "$(median $busy_multiples)" ""
  row "created to started, 2 workers, $even_rate/s, p95" "$(value "$start_latency" p95Ms)" ms le 300
  row "  answers that were not 2xx, or broken" "$(($(value "$evenly" not2xx) + $(value "$evenly" broken)))" "" le 0
  row "created to started, $WAITING waiting runs more, p50" "$waiting_cost" ms le 1
  row "  threads more" "$((waiting_threads - free_threads))" "" le 2
  row "forward to 200 ms, 256 callers, share of 1280/s" "$share" "%" ge 90
  row "  answers that were not 2xx, or broken" "$(($(value "$forward" not2xx) + $(value "$forward" broken)))" "" le 0
  fact "memory of the JVM after the load" "$busy_rss_mb" MB
}

runs_figures() {
  cat <<JSON
    "firstStartMs": $first_ms,
    "secondStartMs": $second_ms,
    "idleRssMb": $rss_mb,
    "busyRssMb": $busy_rss_mb,
    "single": $single,
    "withoutTokenMs": [$(list $bare)],
    "withTokenMs": [$(list $shown)],
    "readP95Ms": [$(list $quiet)],
    "readDuringLoginsP95Ms": [$(list $crowded)],
    "loginsPerSecond": $logins,
    "connections32PerSecond": [$(list $rates)],
    "runsNotCompleted": $unfinished,
    "ceilingPerSecond": [$(list $ceilings)],
    "shareOfCeiling": $of_ceiling,
    "stepMs": [$(list $steps)],
    "insertMs": [$(list $inserts)],
    "busyInsertMs": [$(list $busy_inserts)],
    "stepOfInsert": $(median $multiples),
    "stepOfBusyInsert": $(median $busy_multiples),
    "twoWorkers": $both,
    "evenly": $evenly,
    "startLatency": $start_latency,
    "startWithoutWaiting": $free_start,
    "startWithWaiting": $waiting_start,
    "threadsWithoutWaiting": $free_threads,
    "threadsWithWaiting": $waiting_threads,
    "forward256": $forward,
    "forwardShareOfIdeal": $share
JSON
}

# No-op runs a second at 32 connections of a fresh engine: whether it counts anything
rate_with_metrics() {
  local rate
  ENGINE_TOKEN=""
  ENGINE_METRICS="$1" start_engine
  log_in
  submit 32 0 20 >/dev/null
  rate="$(value "$(submit 32 1 10)" perSecond)"
  "$ROOT/scripts/stop.sh" >/dev/null
  printf '%s' "$rate"
}

measure_metrics() {
  local number
  ensure_admin_password
  say "With and without metrics, in turn ..."
  counted="" uncounted=""
  for _ in 1 2 3 4 5; do
    uncounted="$uncounted $(rate_with_metrics false)"
    counted="$counted $(rate_with_metrics true)"
  done
  metrics_cost="$(calculate %.1f "(1 - $(median $counted) / $(median $uncounted)) * 100")"

  say "The metrics of 50 workflows that have all been run ..."
  mkdir -p "$SCRATCH/routes/workflows"
  for number in $(seq 50); do
    sed "s/no-op/workflow-$number/" \
      "$HERE/routes/workflows/no-op.camel.yaml" >"$SCRATCH/routes/workflows/workflow-$number.camel.yaml"
  done
  ENGINE_TOKEN=""
  WORKFLOW_ROUTES_DIR="$SCRATCH/routes" start_engine
  log_in
  for number in $(seq 50); do
    engine_curl -f -o /dev/null -H 'Content-Type: application/json' -H 'Prefer: wait=5' -d '{"n":1}' \
      "$URL/api/v1/workflows/workflow-$number/runs"
  done
  scrapes=""
  for number in $(seq 31); do
    scrapes="$scrapes $(curl -fsS -o "$SCRATCH/metrics.txt" -w '%{time_total}' "http://127.0.0.1:$((PORT + 10))/metrics" \
      | awk '{ printf "%.1f", $1 * 1000 }')"
    sleep 0.2
  done
  metric_lines="$(grep -vc '^#' "$SCRATCH/metrics.txt")"
  scraped_workflows="$(grep -c '^aiworkflow_run_seconds_count{workflow="workflow-' "$SCRATCH/metrics.txt")"
  "$ROOT/scripts/stop.sh" >/dev/null
}

metrics_rows() {
  fact "no-op runs at 32 connections, nothing counted" "$(median $uncounted)" /s
  fact "  with metrics" "$(median $counted)" /s
  row "  cost of the metrics" "$metrics_cost" "%" le 5
  fact "metrics of $scraped_workflows workflows, lines" "$metric_lines" ""
  row "  asking for them, p50" "$(median $scrapes)" ms le 100
  row "  the slowest of 31" "$(printf '%s\n' $scrapes | sort -g | tail -n 1)" ms le 100
}

metrics_figures() {
  cat <<JSON
    "withoutMetricsPerSecond": [$(list $uncounted)],
    "withMetricsPerSecond": [$(list $counted)],
    "costPercent": $metrics_cost,
    "scrapeMs": [$(list $scrapes)],
    "lines": $metric_lines,
    "workflows": $scraped_workflows
JSON
}

measure_models() {
  say "Calls to a model with and without the gateway, in turn ..."
  start_model
  gateway_calls="$(probe_gateway calls 3000)"
  gateway_first="$(probe_gateway first-token 20)"
  say "$STREAMS streams at once through the gateway ..."
  gateway_streams="$(probe_gateway streams "$STREAMS")"
  say "The same through the engine's chat, with $CHAT_HEAP_MB MB of heap ..."
  ensure_admin_password
  start_engine_for_chats
  chat_first="$(probe_chat first-token 20)"
  chat_streams="$(probe_chat streams "$STREAMS")"
  chat_rss_mb=$(($(ps -o rss= -p "$(running_pid)") / 1024))
  "$ROOT/scripts/stop.sh" >/dev/null
  kill "$model" && wait "$model" 2>/dev/null || true
  model=""
}

models_rows() {
  fact "a bare call to a model that answers at once, p50" "$(value "$gateway_calls" directP50Ms)" ms
  row "  more through the gateway" "$(value "$gateway_calls" addedP50Ms)" ms le 3
  row "first token, more through the gateway, p50" "$(value "$gateway_first" addedP50Ms)" ms le 50
  row "first token, more through the engine's chat, p50" "$(value "$chat_first" addedP50Ms)" ms le 50
  row "$STREAMS streams at once by the gateway, completed" "$(value "$gateway_streams" completed)" "" ge "$STREAMS"
  row "  heap at most" "$(value "$gateway_streams" heapMb)" MB le 512
  fact "  first token (after 300 ms), p95" "$(value "$gateway_streams" firstTokenP95Ms)" ms
  row "$STREAMS chats at once, $CHAT_HEAP_MB MB of heap, completed" "$(value "$chat_streams" completed)" "" ge "$STREAMS"
  row "  of them at the same moment" "$(value "$chat_streams" atOnce)" "" ge "$STREAMS"
  fact "  first token (after 300 ms), p95" "$(value "$chat_streams" firstTokenP95Ms)" ms
  fact "  memory of the JVM afterwards" "$chat_rss_mb" MB
}

models_figures() {
  cat <<JSON
    "gatewayCalls": $gateway_calls,
    "gatewayFirstToken": $gateway_first,
    "gatewayStreams": $gateway_streams,
    "chatFirstToken": $chat_first,
    "chatStreams": $chat_streams,
    "chatHeapMb": $CHAT_HEAP_MB,
    "chatRssMb": $chat_rss_mb
JSON
}

# recall@5 of all questions: index, way of searching
recall() {
  tr '}' '\n' <"$ROOT/target/retrieval.json" \
    | sed -n "s/.*\"adapter\":\"$1[^\"]*\",\"mode\":\"$2\",\"kind\":\"all\".*\"recallAt5\":\([0-9.]*\).*/\1/p"
}

# Hybrid recall less the better of the other two: index
recall_gained() {
  calculate %.3f "$(recall "$1" hybrid) - $(printf '%s\n' "$(recall "$1" dense)" "$(recall "$1" words)" | sort -g | tail -n 1)"
}

measure_knowledge() {
  say "Embedding in the engine and by the ONNX runtime alone, in turn ..."
  embedding="$(part_probe io.aiworkflow.knowledge EmbeddingProbe "$SCRATCH/models" "$ROOT/examples" 5)"
  say "The vector index with 100,000 chunks ..."
  index="$(part_probe io.aiworkflow.knowledge.lucene IndexProbe "$SCRATCH/index" 100000 500)"
  rm -rf "$SCRATCH/index"
  say "The question set ..."
  # When hybrid search is not good enough the table says so.
  "$ROOT/scripts/evaluate-retrieval.sh" >"$SCRATCH/retrieval.log" 2>&1 || true
  [ -n "$(recall lucene hybrid)" ] || { cat "$SCRATCH/retrieval.log" >&2; fail "the question set was not asked"; }
  say "200 documents, while the engine is killed three times ..."
  rm -f "$ROOT/target/killed-ingestion.json"
  (cd "$ROOT" && JAVA_HOME="$(dirname "$(dirname "$(readlink -f "$JAVA")")")" mvn ${MAVEN_ARGS:-} -B -ntp verify \
    -Dtest=NONE -Dsurefire.failIfNoSpecifiedTests=false -Dspotless.check.skip=true -Dit.test=KilledIngestionIT) \
    >"$SCRATCH/ingestion.log" 2>&1 || true
  [ -s "$ROOT/target/killed-ingestion.json" ] || { cat "$SCRATCH/ingestion.log" >&2; fail "documents were lost, or passages embedded again"; }
  ingestion="$(cat "$ROOT/target/killed-ingestion.json")"
}

knowledge_rows() {
  fact "ONNX runtime alone, 2 threads, texts one by one" "$(value "$embedding" aloneTextsPerSecond)" /s
  fact "  the same in batches of 16" "$(value "$embedding" batchedTextsPerSecond)" /s
  fact "embedding in the engine, 2 threads" "$(value "$embedding" engineTextsPerSecond)" /s
  row "  share of the runtime alone" "$(value "$embedding" share)" "" ge 0.8
  fact "vector index, 100,000 chunks: filled in" "$(value "$index" fillSeconds)" s
  fact "  until nothing is merged any more" "$(value "$index" mergedSeconds)" s
  row "  search by embedding, p95" "$(value "$index" denseP95Ms)" ms le 15
  row "  hybrid search, p95" "$(value "$index" hybridP95Ms)" ms le 15
  row "  recall@10 against exact search" "$(value "$index" recallAt10)" "" ge 0.95
  fact "hybrid recall@5, Lucene" "$(recall lucene hybrid)" ""
  row "  more than the better of dense and words" "$(recall_gained lucene)" "" ge 0
  fact "hybrid recall@5, Qdrant or its stand-in" "$(recall qdrant hybrid)" ""
  row "  more than the better of dense and words" "$(recall_gained qdrant)" "" ge 0
  fact "200 documents, the engine killed three times: indexed in" "$(value "$ingestion" seconds)" s
  row "  passages lost" "$(value "$ingestion" lost)" "" le 0
  fact "  passages embedded again, none of them stored before" "$(value "$ingestion" inFlightAskedAgain)" ""
}

knowledge_figures() {
  cat <<JSON
    "embedding": $embedding,
    "index": $index,
    "retrieval": $(cat "$ROOT/target/retrieval.json"),
    "ingestion": $ingestion
JSON
}

# Schedules that all start a run of tick at one moment: prefix, number, seconds from now
plan_ticks() {
  local at i
  at="$(date -u -d "+$3 seconds" +%Y-%m-%dT%H:%M:%SZ)"
  for ((i = 1; i <= $2; i++)); do
    printf 'url = "%s/api/v1/schedules"\ndata = "{\\"name\\":\\"%s-%s\\",\\"workflow\\":\\"tick\\",\\"at\\":\\"%s\\"}"\n' \
      "$URL" "$1" "$i" "$at"
    printf 'header = "Content-Type: application/json"\noutput = /dev/null\nfail\n'
    [ "$i" -eq "$2" ] || printf 'next\n'
  done >"$SCRATCH/ticks.curl"
  # Each request of the file needs the token.
  sed -i "s#^fail\$#fail\nheader = \"Authorization: Bearer $ENGINE_TOKEN\"#" "$SCRATCH/ticks.curl"
  curl -sS -m 30 -K "$SCRATCH/ticks.curl" || fail "the schedules could not be made"
  rm -f "$SCRATCH/ticks.curl"
  TICKS_AT="$at"
}

# What fits the pattern on all pages of a list: path, pattern
pages() {
  local cursor="" page
  while :; do
    page="$(engine_curl -f "$URL$1limit=200$cursor")"
    grep -o "$2" <<<"$page" || true
    cursor="$(sed -n 's/.*"next":"\([^"]*\)"}$/\1/p' <<<"$page")"
    [ -n "$cursor" ] || break
    cursor="&cursor=$cursor"
  done
}

# Seconds from the planned time to the last firing of the schedules with this prefix.
last_tick() {
  local last
  last="$(pages "/api/v1/schedules?" "\"name\":\"$1-[^}]*}[^}]*\"decidedAt\":\"[^\"]*" \
    | sed 's/.*"decidedAt":"//' | sort | tail -n 1)"
  calculate %.2f "$(date -u -d "$last" +%s.%N) - $(date -u -d "$TICKS_AT" +%s)"
}

fired_ticks() {
  pages "/api/v1/schedules?" "\"name\":\"$1-[^}]*}[^}]*\"outcome\":\"\(fired\|late\|caught_up\)" | wc -l | tr -d ' '
}

tick_runs() {
  pages "/api/v1/runs?workflow=tick&" '"workflow":"tick"' | wc -l | tr -d ' '
}

# Until the planned time and a while more.
await_ticks() {
  local left
  left=$(($(date -d "$TICKS_AT" +%s) - $(date +%s)))
  [ "$left" -gt 0 ] || fail "the schedules were not made in time"
  sleep "$left"
}

measure_schedules() {
  ensure_admin_password
  start_engine
  ENGINE_TOKEN=""
  log_in
  say "$TICKS schedules for the same second ..."
  plan_ticks one "$TICKS" 60
  await_ticks
  sleep 15
  one_seconds="$(last_tick one)"
  one_fired="$(fired_ticks one)"
  one_runs="$(tick_runs)"
  say "The same with two schedulers, of which one is killed in that second ..."
  start_worker
  ENGINE_TOKEN=""
  log_in
  plan_ticks two "$TICKS" 60
  await_ticks
  sleep 0.3
  kill -9 "$worker" && wait "$worker" 2>/dev/null || true
  worker=""
  start_worker
  sleep 15
  two_seconds="$(last_tick two)"
  two_fired="$(fired_ticks two)"
  two_runs=$(($(tick_runs) - one_runs))
  kill "$worker" && wait "$worker" 2>/dev/null || true
  worker=""
  "$ROOT/scripts/stop.sh" >/dev/null
}

schedules_rows() {
  row "$TICKS schedules due in one second, the last fired after" "$one_seconds" s le 5
  row "  fired" "$one_fired" "" ge "$TICKS"
  row "  runs" "$one_runs" "" le "$TICKS"
  row "the same while a scheduler is killed and restarted" "$two_seconds" s le 5
  row "  fired" "$two_fired" "" ge "$TICKS"
  row "  runs" "$two_runs" "" le "$TICKS"
}

schedules_figures() {
  cat <<JSON
    "ticks": $TICKS,
    "lastFiredSeconds": $one_seconds,
    "fired": $one_fired,
    "runs": $one_runs,
    "restartLastFiredSeconds": $two_seconds,
    "restartFired": $two_fired,
    "restartRuns": $two_runs
JSON
}

port_is_taken && fail "port $PORT is taken; choose another one with BENCHMARK_PORT"
ensure_built
rm -rf "$SCRATCH"
mkdir -p "$SCRATCH" "$PARTS"
for name in runs metrics models knowledge schedules; do
  if [ "$part" = all ] || [ "$part" = "$name" ]; then
    "measure_$name"
    "${name}_figures" >"$SCRATCH/figures.json"
    report "$name" <"$SCRATCH/figures.json"
  fi
done
