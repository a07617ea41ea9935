#!/bin/bash
# Runs once, when the primary's data are made.
set -euo pipefail
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" -v password="$REPLICATION_PASSWORD" <<'SQL'
create role replicator replication login password :'password';
select pg_create_physical_replication_slot('standby');
SQL
