#!/bin/sh
set -eu
. "$(dirname "$0")/faire-simple.sh"

# control METHOD PATH [JSON]: asks the control plane; an answer of 400 or more fails.
control() {
  curl -fsS --max-time 10 -X "$1" ${3:+-H 'Content-Type: application/json' -d "$3"} \
    ${FAIRE_SIMPLE_CONTROL_TOKEN:+-H "Authorization: Bearer $FAIRE_SIMPLE_CONTROL_TOKEN"} \
    "$FAIRE_SIMPLE_CONTROL_URL$2"
}

# holds JSON MEMBER: the answer has that member, with that value.
holds() {
  case $1 in
    *"$2,"* | *"$2}"*) ;;
    *)
      echo "FAILED: no $2 in: $1" >&2
      exit 1
      ;;
  esac
}

control POST /reset
user=$(get_user 9)
holds "$user" '"statut":0'
set_statut 9 1 >/dev/null
user=$(get_user 9)
holds "$user" '"statut":1'
control POST /journal/verify '{"operation": "setUserStatut", "uid": 9, "times": 1}' >/dev/null
echo 'ok: registers a partner'

control POST /reset
control POST /rules '{"operation": "getUser", "times": 1,
  "then": {"action": "answer", "status": 503, "headers": {"retry-after": "0"}}}' >/dev/null
user=$(get_user 9)
holds "$user" '"uid":9'
control POST /journal/verify '{"operation": "getUser", "uid": 9, "times": 2}' >/dev/null
echo 'ok: tries again after a 503'
