#!/bin/sh
# Run once by the database's image: the role as which the site connects; `manage.py app_role hoctap_site` gives it its rights.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$SITE_PASSWORD" -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'END'
CREATE ROLE hoctap_site LOGIN PASSWORD :'password';
END
