#!/usr/bin/env bash
# Starts the engine in the foreground. Ctrl-C stops it. Builds it first if it is not built yet.
set -euo pipefail

if [ "${1:-}" = "--help" ] || [ "${1:-}" = "-h" ]; then
  cat <<'HELP'
usage: scripts/start.sh [engine options]

Starts the engine in the foreground; Ctrl-C stops it. Options go to the engine, for
example --spring.profiles.active=worker. Environment variables: see .env.example, and
  JAVA_HOME             the JDK, version 17 or newer
  ENGINE_JAVA_OPTIONS   more options for the Java virtual machine
HELP
  exit 0
fi

. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
find_java
ensure_built
[ -z "$(running_pid)" ] \
  || fail "the engine already runs on $DATA as process $(running_pid); scripts/stop.sh stops it."

mkdir -p "$DATA/tmp"
export ENGINE_DATA_DIR="$DATA"
# The tokenizer's library would otherwise look for a graphics card, and unpack into the home directory.
export RUST_FLAVOR=cpu
options=(
  -Xmx1g
  -XX:+UseSerialGC
  -XX:+ExitOnOutOfMemoryError
  --enable-native-access=ALL-UNNAMED
  # Java 17 would take that of the environment.
  -Dfile.encoding=UTF-8
  "-Djava.io.tmpdir=$DATA/tmp"
  "-DDJL_CACHE_DIR=$DATA/tmp/djl"
)
# What the first run has loaded is kept when it stops, and makes later starts faster: the classes, and from Java 25 on also
# how often which method was used.
version="$("$JAVA" -version 2>&1)"
archive="$ENGINE/classes-$(cksum <<<"$version" | cut -d ' ' -f 1).jsa"
if [[ "$version" =~ \"([0-9]+) ]] && [ "${BASH_REMATCH[1]}" -ge 25 ]; then
  if [ -s "$archive" ]; then options+=("-XX:AOTCache=$archive"); else options+=("-XX:AOTCacheOutput=$archive"); fi
elif [ -s "$archive" ]; then
  options+=(-Xshare:auto "-XX:SharedArchiveFile=$archive")
else
  options+=("-XX:ArchiveClassesAtExit=$archive")
fi
options+=(-Xlog:disable -Xlog:all=error:stderr)

echo $$ >"$PID_FILE"
cd "$ROOT"
# shellcheck disable=SC2086 # several options in one variable
exec "$JAVA" "${options[@]}" ${ENGINE_JAVA_OPTIONS:-} -jar "$ENGINE/ai-workflow-engine.jar" "$@"
