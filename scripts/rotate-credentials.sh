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
processes within five seconds. When the signing keys are files, a new file jwt_*.txt in their folder does what 'jwt'
does, and removing a file what 'drop' does.

environment:
  ENGINE_URL           where the engine is (http://127.0.0.1:8000)
  ENGINE_USER          an admin's name (admin)
  ADMIN_PASSWORD_FILE  the file with the password (data/admin-password)
  ENGINE_CODE          the code of the second factor, if the account has one
  ENGINE_TOKEN         an access token or an API key with the scope admin, in place of logging in
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

# Sends a request with an optional JSON body; fails with what the engine says.
ask() {
  local method="$1" path="$2" body="${3:-}" answer status
  answer="$(printf '%s' "$body" | engine_curl -X "$method" -w '\n%{http_code}' ${body:+-H 'Content-Type: application/json' --data-binary @-} "$ADMIN/$path")" \
    || fail "the engine does not answer on $URL"
  status="${answer##*$'\n'}"
  answer="${answer%$'\n'*}"
  case "$status" in
    2*) printf '%s' "$answer" ;;
    *) fail "$status: $(sed -n 's/.*"detail":"\([^"]*\)".*/\1/p' <<<"$answer")" ;;
  esac
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
    after="$(ask POST signing-keys)"
    say "A new key signs from ten seconds on."
    if [ "${1:-}" = "--revoke" ]; then
      # Dropped before the new one signs, they would leave nothing to sign with.
      until [ "$(key_ids "$before" | grep -cxF "$(signing_key "$after")")" = 0 ]; do
        sleep 1
        after="$(ask GET signing-keys)"
      done
      # A token ends with its key; an API key goes on.
      [ -n "$given_token" ] || go_on
      while read -r kid; do
        ask DELETE "signing-keys/$kid" >/dev/null
        say "Dropped $kid."
      done < <(key_ids "$before")
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
