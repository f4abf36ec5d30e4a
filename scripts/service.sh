# Sourced by scripts/install-service and scripts/hoctap: one installation in /srv/hoctap, run by systemd.
#   versions/<name>/   the program, each version with its Python environment; `current` names the one that runs
#   data/              database and what the site writes      backups/   copies, each night and before each update
#   settings.env       the settings                           tls/       certificates of https
# shellcheck shell=bash disable=SC2034 # names are for those who source it

home=/srv/hoctap
data=$home/data
copies=$home/backups
kept_versions=3
services=(hoctap-web.socket hoctap-web.service hoctap-worker.service)
timers=(hoctap-nightly.timer hoctap-drill.timer)

# A program of a version as the site's own user with its settings: manage VERSION migrate
manage() {
  local version=$1
  shift
  as_site "$home/versions/$version" .venv/bin/python manage.py "$@"
}

as_site() {
  local folder=$1 line settings=()
  shift
  while IFS= read -r line; do
    if [[ $line =~ ^[A-Z_]+= ]]; then settings+=("$line"); fi
  done <"$home/settings.env"
  (cd "$folder" && runuser -u hoctap -- env "${settings[@]}" PYTHONUTF8=1 "$@")
}

# Lays a version beside the others and prints its name; the one that runs does not notice.
lay() {
  local from=$1 version folder
  version=$(date +%Y%m%d-%H%M%S)
  folder=$home/versions/$version
  if [ ! -f "$from/manage.py" ]; then fail "$from không phải là thư mục của hocTap."; fi
  install -d -m 0755 "$folder"
  tar -C "$from" --exclude=./.git --exclude=./.venv --exclude=./var --exclude='*.pyc' -cf - . | tar -C "$folder" --no-same-owner -xf - ||
    fail "chưa chép được $from vào $folder."
  if ! (cd "$folder" && need_environment base) >&2; then
    rm -rf "$folder"
    return 1
  fi
  "$folder/.venv/bin/python" -m compileall -q "$folder/hocTap" "$folder/units" "$folder/awards" "$folder/indicators" "$folder/reports"
  chmod -R go+rX "$folder"
  echo "$version"
}

# What each start of a version needs; adds what is missing and takes nothing away.
prepare() {
  manage "$1" migrate --no-input --verbosity 0 &&
    manage "$1" load_reference >/dev/null &&
    manage "$1" collectstatic --no-input --verbosity 0 &&
    manage "$1" check --deploy --fail-level WARNING >/dev/null
}

# The version that runs from the next start on; its systemd units and the command `hoctap` come with it.
point_to() {
  ln -sfn "versions/$1" "$home/current.new"
  mv -T "$home/current.new" "$home/current"
  install -m 0644 "$home/versions/$1"/deploy/systemd/hoctap-* /etc/systemd/system/
  ln -sfn "$home/current/scripts/hoctap" /usr/local/sbin/hoctap
}

systemd_runs() { [ -d /run/systemd/system ]; }

start_services() {
  if ! systemd_runs; then
    say "systemd không chạy ở đây: các dịch vụ sẽ tự chạy khi máy khởi động."
    systemctl enable --quiet "${services[@]}" "${timers[@]}" hoctap-https.service
    return
  fi
  systemctl daemon-reload
  systemctl enable --now --quiet "${services[@]}" "${timers[@]}" hoctap-https.service
}

# The port is closed too, or it would start the web server for the next who asks; Caddy lets everybody wait meanwhile.
stop_services() { if systemd_runs; then systemctl stop "${services[@]}"; fi; }

# True once the site says that its database is there and as this version wants it; waits a minute at most.
wait_ready() {
  if ! systemd_runs; then return; fi
  local _
  for _ in $(seq 60); do
    if "$home/current/.venv/bin/python" -c '
import sys, urllib.request
try:
    sys.exit(urllib.request.urlopen("http://127.0.0.1:8000/readyz", timeout=5).status != 200)
except OSError:
    sys.exit(1)'; then return; fi
    sleep 1
  done
  return 1
}

applied() { manage "$1" showmigrations --plan | grep '^\[X\]'; }

setting() { sed -n "s/^$1=//p" "$home/settings.env" | tail -n 1; }
