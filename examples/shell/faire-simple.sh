# A client of faire-simple, to be sourced. curl itself tries again after a 503.

# faire_simple PATH [OPTION OF CURL...]
faire_simple() {
  faire_simple_path=$1
  shift
  curl -fsS --max-time 30 --retry 2 -u "$FAIRE_SIMPLE_LOGIN:$FAIRE_SIMPLE_PASSWORD" "$@" \
    "$FAIRE_SIMPLE_URL$faire_simple_path?key=$FAIRE_SIMPLE_KEY"
}

# get_user UID
get_user() {
  faire_simple "/users/$1"
}

# set_statut UID ACTION: 1 registers the partner, 0 unregisters it.
set_statut() {
  faire_simple "/users/$1/statut" -H 'Content-Type: application/json' -d "{\"action\": $2}"
}
