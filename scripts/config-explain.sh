#!/usr/bin/env bash
# Prints every setting as the engine would find it if it were started now, and where it comes from. Secrets are masked.
set -euo pipefail

if [ "${1:-}" = "--help" ] || [ "${1:-}" = "-h" ]; then
  cat <<'HELP'
usage: scripts/config-explain.sh [--json] [engine options]

Prints every setting of the engine with its value and its source (command line, system property, secret
file, environment, file, default), names that look misspelt, and what is wrong with secrets. It reads what
scripts/start.sh would read, and starts nothing. Secrets are shown as ********.

  --json   prints the same as JSON
HELP
  exit 0
fi

. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
find_java
ensure_built >&2

# As start.sh does it.
[ -z "${ENGINE_DATA_DIR:-}" ] || export ENGINE_DATA_DIR="$DATA"
options=()
for option in ${ENGINE_JAVA_OPTIONS:-}; do
  case "$option" in
    -Dcom.sun.management.*) ;; # would take the port of an engine that runs
    -D*) options+=("$option") ;;
  esac
done
cd "$ROOT"
exec "$JAVA" -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto ${options[@]+"${options[@]}"} \
  -cp "$ENGINE/ai-workflow-engine.jar" io.aiworkflow.platform.settings.ConfigExplain "$@"
