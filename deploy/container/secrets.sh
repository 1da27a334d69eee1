#!/bin/sh
# Makes the secrets that compose.yaml names, once: the passwords of the four logins, and their addresses.
#   sh deploy/container/secrets.sh secrets
# The sealing key is made by `okr-ledger sealing key --add secrets/sealing_key`. Keep the folder to yourself: the files
# in it have to be readable by the containers' users.
set -eu
folder=${1:?the folder that the secrets are made in}
[ ! -e "$folder/owner_password" ] || { echo "$folder has secrets already" >&2; exit 1; }
mkdir -p -m 0700 "$folder"
for login in owner app worker sealer; do
  password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
  printf '%s\n' "$password" > "$folder/${login}_password"
  printf '%s\n' "postgresql://okr_login_$login:$password@postgres:5432/okr_ledger" > "$folder/${login}_url"
done
chmod 0444 "$folder"/*_password "$folder"/*_url
