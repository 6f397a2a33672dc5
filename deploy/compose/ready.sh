#!/usr/bin/env bash
# Whether the service in this container says that it is ready; no program is started for the question.
exec 3<>"/dev/tcp/127.0.0.1/$KLADKA_PORT" || exit 1
printf 'GET /health/ready HTTP/1.0\r\n\r\n' >&3
read -r _ status _ <&3
[[ $status == 200 ]]
