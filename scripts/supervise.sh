# Sourced by ./run: keeps a program running. In production systemd does this (docs/install.md).
# shellcheck shell=bash

longest_pause=${HOCTAP_LONGEST_PAUSE:-30}

# keep_running NAME COMMAND…: starts the command again whenever it ends, after a pause that doubles each time up to
# longest_pause and is short again once the program has run for a minute. Ends with its child when it is told to.
keep_running() {
  local name=$1 child=0 pause=1 started status
  shift
  trap 'trap - INT TERM; kill "$child" 2>/dev/null; wait "$child"; exit 0' INT TERM
  while true; do
    started=$SECONDS status=0
    "$@" &
    child=$!
    wait "$child" || status=$?
    if ((SECONDS - started >= 60)); then pause=1; fi
    say "$name đã dừng (mã $status); chạy lại sau $pause giây."
    sleep "$pause" &
    child=$!
    wait "$child" || true
    pause=$((pause * 2 > longest_pause ? longest_pause : pause * 2))
  done
}
