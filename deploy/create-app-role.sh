#!/bin/sh
# Runs once, when the database is first made: the application's own role, which owns no table and
# cannot bypass row-level security. `shangan migrate` grants it its rights on the tables.
set -eu
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" -v password="$SHANGAN_APP_PASSWORD" <<'SQL'
CREATE ROLE shangan_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'password';
SQL
