# Sourced by ./run and ./test: what a clean Debian 12/13 or Ubuntu 24.04 lacks, and the Python environment in .venv.
# shellcheck shell=bash

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
export PYTHONUTF8=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
unset PIP_USER PYTHONHOME PYTHONPATH
python=.venv/bin/python

say() { printf 'hocTap: %s\n' "$*"; }
fail() {
  printf 'hocTap: %s\n' "$@" >&2
  exit 1
}

# One setup at a time: two that fill the same .venv or migrate the same database end in errors that say nothing. Waits
# for the other one, saying so, until end_setup or the end of this script.
begin_setup() {
  mkdir -p "$(dirname "$1")"
  exec {setup_lock}>"$1"
  if ! command -v flock >/dev/null || flock -n "$setup_lock"; then return; fi
  say "một lệnh ./run khác đang chuẩn bị ở thư mục này; chờ lệnh đó xong rồi chạy tiếp."
  flock "$setup_lock"
}
end_setup() {
  if command -v flock >/dev/null; then flock -u "$setup_lock"; fi # whatever still holds the file open
  exec {setup_lock}>&-
}

# Runs a command without its chatter; when it fails, shows what it said.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" </dev/null >"$log" 2>&1 || status=$?
  if [ "$status" != 0 ]; then cat "$log" >&2; fi
  rm -f "$log"
  return "$status"
}

# How to become root: nothing, or sudo (which may ask for a password where there is a terminal).
root=()
become_root() {
  if [ "$(id -u)" = 0 ]; then return; fi
  command -v sudo >/dev/null || return 1
  if ! sudo -n true 2>/dev/null; then { [ -t 0 ] && sudo -v; } || return 1; fi
  root=(sudo)
}

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# Installs those of the named Debian packages that are missing; where that is not allowed, prints the line to run.
need_packages() {
  local name missing=() install=(apt-get install -y --no-install-recommends)
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    say "máy này không dùng apt; cần có sẵn các gói tương đương với: $*"
    return
  fi
  for name in "$@"; do is_installed "$name" || missing+=("$name"); done
  if [ "${#missing[@]}" = 0 ]; then return; fi
  become_root || fail "thiếu gói hệ thống mà không có quyền cài. Hãy chạy dòng sau với quyền quản trị rồi chạy lại:" \
    "    sudo apt-get update && sudo ${install[*]} ${missing[*]}"
  say "cài gói hệ thống còn thiếu bằng apt: ${missing[*]}"
  quietly "${root[@]}" apt-get update -o DPkg::Lock::Timeout=300 || say "apt-get update báo lỗi; vẫn thử cài tiếp."
  quietly "${root[@]}" env DEBIAN_FRONTEND=noninteractive "${install[@]}" -o DPkg::Lock::Timeout=300 "${missing[@]}" ||
    fail "chưa cài được gói hệ thống (lỗi của apt ở trên). Có thể tự chạy:" \
      "    sudo apt-get update && sudo ${install[*]} ${missing[*]}"
}

# Prints the first Python of at least 3.11 that can make a virtual environment.
find_python() {
  local candidate
  for candidate in "${PYTHON:-python3}" python3 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  return 1
}

# The Debian packages without which nothing runs: WeasyPrint's libraries, Tinos (the metric twin of Times New Roman),
# and a Python where there is none.
base_packages() {
  echo libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-croscore
  find_python >/dev/null || echo python3 python3-venv
}

# What an installed environment depends on: the lock, the Python and the folder (a virtual environment cannot be moved).
environment_stamp() {
  sha256sum <"$1"
  "$python" -c 'import sys; print(sys.version)' && pwd
}

# Makes .venv hold what requirements/<name>.txt locks; does nothing when it already does.
# Further words go to pip: need_environment country --no-deps
need_environment() {
  local lock=requirements/$1.txt stamp=.venv/$1.stamp base
  shift
  if [ -f "$stamp" ] && [ "$(environment_stamp "$lock" 2>/dev/null)" = "$(cat "$stamp")" ]; then return; fi
  base=$(find_python) || fail "cần Python 3.11 trở lên có mô-đun venv; máy này chưa có."
  if ! usable_environment; then
    say "tạo môi trường Python trong .venv ($("$base" --version))"
    quietly "$base" -m venv --clear .venv
  fi
  say "cài thư viện Python theo $lock"
  quietly "$python" -m pip install --require-hashes --only-binary :all: "$@" -r "$lock" ||
    fail "chưa cài được thư viện Python (lỗi của pip ở trên)."
  environment_stamp "$lock" >"$stamp"
}

# True when .venv can be kept: it runs, has pip, and was made by this Python in this folder.
usable_environment() {
  "$python" -m pip --version >/dev/null 2>&1 || return 1
  [ "$("$python" -c 'import sys; print(sys.version)')" = "$("$base" -c 'import sys; print(sys.version)')" ] || return 1
  grep -qsF "$PWD/.venv" .venv/bin/activate
}
