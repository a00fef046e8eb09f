#!/usr/bin/env bash
# Records what a running engine does with Java's flight recorder, and fetches the file.
set -euo pipefail

if [ "${1:-}" = "--help" ] || [ "${1:-}" = "-h" ]; then
  cat <<'HELP'
usage: scripts/profile.sh [seconds] [file]

Has the engine at ENGINE_PORT record what it does for 30 seconds (or as many as you say, at most 600) and writes the
recording into a file of the current folder, or the one that you name. JDK Mission Control shows it, and "jfr summary"
and "jfr print" of a JDK. You log in as admin with the password in data/admin-password, or as ENGINE_USER with the
password in ADMIN_PASSWORD_FILE and the code ENGINE_CODE; an API key with the scope admin may stand in ENGINE_TOKEN.

scripts/profile.sh threads [file] fetches a dump of all threads instead.
HELP
  exit 0
fi

. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
command -v curl >/dev/null || fail "curl was not found; install it to use this script."
what="${1:-30}"
case "$what" in
  threads) ;;
  '' | *[!0-9]* | ????*) fail "'$what' is no number of seconds from 1 to 600; see scripts/profile.sh --help" ;;
esac
file="${2:-}"
log_in

if [ "$what" = threads ]; then
  file="${file:-threads-$(date +%Y%m%d-%H%M%S).txt}"
  engine_curl -f -o "$file" "$URL/api/v1/admin/threads" || fail "the dump was refused"
  say "written to $file"
  exit 0
fi

answer="$(engine_curl -H 'Content-Type: application/json' -d "{\"seconds\":$what}" "$URL/api/v1/admin/recordings")"
id="$(sed -n 's/.*"id":"\([^"]*\)".*/\1/p' <<<"$answer")"
[ -n "$id" ] || fail "no recording was begun: $(sed -n 's/.*"detail":"\([^"]*\)".*/\1/p' <<<"$answer")"
say "Recording for $what s ..."
sleep "$what"
file="${file:-profile-$(date +%Y%m%d-%H%M%S).jfr}"
for _ in 1 2 3 4 5 6 7 8 9 10; do
  if engine_curl -f -o "$file.part" "$URL/api/v1/admin/recordings/$id" 2>/dev/null; then
    mv "$file.part" "$file"
    say "written to $file"
    exit 0
  fi
  sleep 1
done
rm -f "$file.part"
fail "the recording $id cannot be fetched; GET $URL/api/v1/admin/recordings lists those that are there"
