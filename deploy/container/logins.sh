#!/bin/sh
# Runs once, when Postgres' volume is new: beside the owner, whom the image makes, the three logins and their groups.
set -eu
secret() { cat "/run/secrets/$1_password"; }
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set app="$(secret app)" --set worker="$(secret worker)" --set sealer="$(secret sealer)" <<'SQL'
create role okr_app nologin;
create role okr_worker nologin;
create role okr_sealer nologin;
create role okr_login_app login password :'app' in role okr_app;
create role okr_login_worker login password :'worker' in role okr_worker;
create role okr_login_sealer login password :'sealer' in role okr_sealer;
revoke all on database okr_ledger from public;
grant connect on database okr_ledger to okr_login_app, okr_login_worker, okr_login_sealer;
SQL
