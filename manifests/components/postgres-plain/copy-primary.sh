#!/bin/bash
set -euo pipefail
[ -s "$PGDATA/PG_VERSION" ] && exit 0
export PGPASSWORD="$REPLICATION_PASSWORD"
until pg_isready -q -h chatbot-db-rw; do sleep 1; done
rm -rf "$PGDATA.partial"
pg_basebackup -h chatbot-db-rw -U replicator -D "$PGDATA.partial" -S standby -R -X stream --checkpoint=fast
mv "$PGDATA.partial" "$PGDATA"
