#!/usr/bin/env bash
# A role and a database of its own for each service; a second run changes nothing but passwords that have changed.
# Passwords are read by psql itself, from the files of $SECRETS: they stand in no command line.
set -euo pipefail

readonly SECRETS=/run/secrets

PGPASSWORD=$(<"$SECRETS/database-postgres.password")
export PGPASSWORD

for service in recruitment activities finance notifications reporting gateway; do
    psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --set service="$service" <<-SQL
	\\set password \`cat $SECRETS/database-$service.password\`
	SELECT format('CREATE ROLE %I LOGIN', :'service')
	    WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'service') \\gexec
	ALTER ROLE :"service" PASSWORD :'password';
	SELECT format('CREATE DATABASE %I OWNER %I', :'service', :'service')
	    WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'service') \\gexec
	REVOKE CONNECT, TEMPORARY ON DATABASE :"service" FROM PUBLIC;
	SQL
done
echo "6 databases"
