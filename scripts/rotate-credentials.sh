#!/usr/bin/env bash
# Changes the keys that access tokens are signed with, ends sessions and shuts out addresses, without a restart.
set -euo pipefail

usage() {
  cat <<'HELP'
usage: scripts/rotate-credentials.sh COMMAND

  jwt                    make a new signing key; what the old ones have signed goes on counting
  jwt --revoke           make a new signing key and drop all others: everybody has to log in again or refresh
  keys                   list the signing keys
  drop KID               drop one signing key
  logout NAME            end all sessions of an account
  logout --everybody     end all sessions of all accounts
  block RANGE MINUTES REASON   serve nobody at this address or network for a while
  unblock RANGE          serve it again
  blocked                list what is blocked

Everything is done over the engine's REST doors as an admin, is recorded among the security events, and counts on all
processes within five seconds. Where the signing keys are files, 'jwt' writes a new one into their folder, so that it has
to run on the engine's machine, as the owner of the files or as root. What was dropped does not come back while its file
is still there.

environment:
  ENGINE_URL           where the engine is (http://127.0.0.1:8000)
  ENGINE_USER          an admin's name (admin)
  ADMIN_PASSWORD_FILE  the file with the password (data/admin-password)
  ENGINE_CODE          the code of the second factor, if the account has one
  ENGINE_TOKEN         an access token or an API key with the scope admin, in place of logging in
  ENGINE_SECRETS_DIR   the folder of key files (secrets/), as the engine has it
HELP
}

case "${1:-}" in
  "" | --help | -h)
    usage
    [ -n "${1:-}" ] && exit 0 || exit 2
    ;;
esac

. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
command -v curl >/dev/null || fail "curl was not found; install it to use this script."
URL="${ENGINE_URL:-$URL}"
ADMIN="$URL/api/v1/admin"

# Sends a request with an optional JSON body, and sets STATUS and ANSWER.
send() {
  local method="$1" path="$2" body="${3:-}"
  ANSWER="$(printf '%s' "$body" | engine_curl -X "$method" -w '\n%{http_code}' ${body:+-H 'Content-Type: application/json' --data-binary @-} "$ADMIN/$path")" \
    || fail "the engine does not answer on $URL"
  STATUS="${ANSWER##*$'\n'}"
  ANSWER="${ANSWER%$'\n'*}"
}

refused() {
  fail "$STATUS: $(sed -n 's/.*"detail":"\([^"]*\)".*/\1/p' <<<"$ANSWER")"
}

# The same; prints the answer, or fails with what the engine says.
ask() {
  send "$@"
  case "$STATUS" in
    2*) printf '%s' "$ANSWER" ;;
    *) refused ;;
  esac
}

# Where these key files, as the engine names them, are on this machine.
key_folder() {
  local folder name="${1##*/}"
  while read -r folder; do
    if [ -n "$folder" ] && [ -f "$folder/$name" ]; then
      printf '%s' "$folder"
      return
    fi
  done < <(tr ',' '\n' <<<"${ENGINE_SECRETS_DIR:-}"; dirname "$1"; printf '%s\n' "$ROOT/secrets")
  fail "the engine's key file $1 was not found on this machine: run this where it is, and name its folder in ENGINE_SECRETS_DIR"
}

# Writes a new key beside these ones, and waits until the engine has it. The secret goes through pipes only.
write_key_file() {
  local keys="$1" old folder file try
  old="$(grep -o '"source":"[^"]*"' <<<"$keys" | cut -d '"' -f 4 | tail -n 1)"
  if [ "$old" = JWT_SECRET_KEY ]; then
    fail "the signing key is the variable JWT_SECRET_KEY, which is changed where the engine is started.
Without logging anybody out: write its value into jwt_1.txt in the secrets folder of each engine (mode 600), take the
variable away at the next start, and run this again.
In an emergency: write a new secret into that file instead, '(umask 077; openssl rand -base64 32 >secrets/jwt_1.txt)'.
Files count before the variable, so what it has signed is refused within seconds."
  fi
  folder="$(key_folder "$old")"
  [ "$(id -u)" = 0 ] || [ -O "$folder/${old##*/}" ] \
    || fail "$folder/${old##*/} belongs to somebody else: run this as its owner or as root, so that the engine can read the new file"
  file="$folder/jwt_$(date -u +%Y%m%dT%H%M%SZ).txt"
  [ ! -e "$file" ] || fail "$file is there already; try again in a second"
  # The engine passes over what ends with .tmp, and the move puts the whole secret there at once.
  (umask 077 && head -c 32 /dev/urandom | base64 >"$file.tmp") || fail "nothing can be written to $folder"
  [ "$(id -u)" != 0 ] || chown --reference="$folder/${old##*/}" "$file.tmp"
  mv "$file.tmp" "$file"
  for try in $(seq 20); do
    sleep 1
    AFTER="$(ask GET signing-keys)"
    if grep -qF "/${file##*/}\"" <<<"$AFTER"; then
      say "Wrote $file. Engines with secrets folders of their own need a copy of it now."
      return
    fi
  done
  rm -f "$file"
  fail "the engine did not take up $file within 20 seconds, so it was removed: the engine's log says why, such as that its user may not read a file of mode 600 that belongs to $(id -un)"
}

quoted() {
  printf '%s' "$1" | sed 's/\\/\\\\/g; s/"/\\"/g'
}

key_ids() {
  grep -o '"kid":"[^"]*"' <<<"$1" | cut -d '"' -f 4
}

signing_key() {
  grep -o '{[^{}]*"signs":true[^{}]*}' <<<"$1" | grep -o '"kid":"[^"]*"' | cut -d '"' -f 4
}

command="$1"
shift
given_token="${ENGINE_TOKEN:-}"
case "$command ${1:-} $given_token" in
  "jwt --revoke "[!a]* | "jwt --revoke a"[!w]*)
    fail "an access token ends with its key: give an API key in ENGINE_TOKEN, or none to log in with the password"
    ;;
esac
case "$command" in
  jwt | keys | drop | logout | block | unblock | blocked) log_in ;;
  *) usage >&2; exit 2 ;;
esac

case "$command" in
  keys) ask GET signing-keys; echo ;;
  jwt)
    before="$(ask GET signing-keys)"
    send POST signing-keys
    case "$STATUS $ANSWER" in
      2*) AFTER="$ANSWER" ;;
      409*'"SIGNING_KEYS_ELSEWHERE"'*) write_key_file "$before" ;;
      *) refused ;;
    esac
    say "A new key signs from ten seconds on."
    if [ "${1:-}" = "--revoke" ]; then
      # Dropped before the new one signs, they would leave nothing to sign with.
      until [ "$(key_ids "$before" | grep -cxF "$(signing_key "$AFTER")")" = 0 ]; do
        sleep 1
        AFTER="$(ask GET signing-keys)"
      done
      # A token ends with its key; an API key goes on.
      [ -n "$given_token" ] || go_on
      while read -r kid; do
        ask DELETE "signing-keys/$kid" >/dev/null
        say "Dropped $kid."
      done < <(key_ids "$before")
      case "$before" in
        *'"source":"database"'*) ;;
        *) say "Their files do nothing any more, and can be removed." ;;
      esac
    fi
    ;;
  drop)
    [ $# = 1 ] || { usage >&2; exit 2; }
    ask DELETE "signing-keys/$1" >/dev/null
    say "Dropped $1."
    ;;
  logout)
    [ $# = 1 ] || { usage >&2; exit 2; }
    if [ "$1" = "--everybody" ]; then
      ask POST logout-everybody >/dev/null
      say "All sessions have ended."
    else
      case "$1" in *[!A-Za-z0-9._-]*) fail "$1 is not the name of an account" ;; esac
      id="$(ask GET "accounts?name=$1" | grep -o '"id":"[^"]*"' | cut -d '"' -f 4 || true)"
      [ -n "$id" ] || fail "there is no account $1"
      ask POST "accounts/$id/logout" >/dev/null
      say "The sessions of $1 have ended."
    fi
    ;;
  block)
    [ $# = 3 ] || { usage >&2; exit 2; }
    ask POST blocked-addresses \
      "{\"range\":\"$(quoted "$1")\",\"minutes\":$2,\"reason\":\"$(quoted "$3")\"}" >/dev/null
    say "Blocked $1 for $2 minutes."
    ;;
  unblock)
    [ $# = 1 ] || { usage >&2; exit 2; }
    ask POST blocked-addresses/unblock "{\"range\":\"$(quoted "$1")\"}" >/dev/null
    say "Unblocked $1."
    ;;
  blocked) ask GET blocked-addresses; echo ;;
esac
