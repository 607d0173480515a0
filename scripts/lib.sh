# Shared by the scripts beside it; sourced, not run. Finds the tools whose place
# differs between systems, so that every script agrees on where they are.
# shellcheck shell=bash

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

die() {
  say "$@"
  exit 1
}

# pg_bin prints the folder that holds initdb and the server (Debian keeps them
# outside PATH, one folder per version: the newest wins).
pg_bin() {
  local dir
  # shellcheck disable=SC2012 # the names hold no blanks, and sort -V needs one a line
  for dir in $(ls -d /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql@*/bin \
    /usr/local/opt/postgresql@*/bin /usr/pgsql-*/bin 2>/dev/null | sort -rV); do
    if [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ]; then
      echo "$dir"
      return
    fi
  done
  dir=$(command -v initdb) || return 1
  dir=$(dirname "$dir")
  [ -x "$dir/postgres" ] && echo "$dir"
}

# chrome_bin prints a browser that speaks the Chrome DevTools protocol.
chrome_bin() {
  local name
  for name in "${FETTLE_TEST_CHROME:-}" chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
    "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
    if [ -n "$name" ] && command -v "$name" >/dev/null; then
      command -v "$name"
      return
    fi
  done
  return 1
}

# has_cc tells whether there is a C compiler for the race detector.
has_cc() {
  local name
  for name in "${CC:-cc}" gcc clang; do
    if command -v "$name" >/dev/null; then return; fi
  done
  return 1
}

# existing passes on, of the NUL-separated names on stdin, those that are files:
# git also lists a file that was removed but whose removal is not committed.
existing() {
  local name
  while IFS= read -r -d '' name; do
    if [ -f "$name" ]; then printf '%s\0' "$name"; fi
  done
}
