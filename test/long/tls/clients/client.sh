# Prints the status of a GET of each URL, or the reason of the refusal.
for url in "$@"; do
  curl -sS -o /dev/null -w '%{http_code}\n' -u demo:demo "$url" 2>&1 | head -n 1
done
