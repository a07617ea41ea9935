# The first process of a server's container: makes the data directory once, and becomes the postmaster.
set -eu
PATH="$PATH:$(echo /usr/lib/postgresql/*/bin | tr ' ' ':')"
echo "The container begins."
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  if [ "$SERVER" = primary ]; then
    printf %s "$PGPASSWORD" >/tmp/password
    initdb --pgdata="$PGDATA" --username="$PGUSER" --pwfile=/tmp/password --auth=scram-sha-256 \
      --encoding=UTF8 --locale=C.UTF-8 --no-sync >/dev/null
    printf 'host all all all scram-sha-256\nhost replication all all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"
    echo "include 'chatbot.conf'" >>"$PGDATA/postgresql.conf"
  else
    # The networks are connected, and the slot is made, a moment after the start.
    until pg_basebackup --pgdata="$PGDATA" --host="$PRIMARY_HOST" --slot="$SLOT" --checkpoint=fast --no-sync; do
      rm -rf "$PGDATA"
      sleep 0.2
    done
    touch "$PGDATA/standby.signal"
  fi
fi
printf %s "$SETTINGS" >"$PGDATA/chatbot.conf"
exec postgres -D "$PGDATA"
