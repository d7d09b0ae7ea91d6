#!/bin/sh
# A list that stays screened: sh examples/watch.sh LIST LAST_DAY, the day as 2027-11-30. SCREENING_SERVER and
# SCREENING_API_KEY as in api.sh; the service keeps lists, so it was started by `screening serve`.
set -eu
server=${SCREENING_SERVER:-http://127.0.0.1:8080} list=$1 last_day=$2
ask() { curl --silent --show-error --fail-with-body -H "Authorization: Bearer ${SCREENING_API_KEY:-none}" "$@"; echo; }

# Watch the list. The same Idempotency-Key makes one watch, however often this is sent.
made=$(ask "$server/api/v1/watches" -H 'Idempotency-Key: visitors-2026' -F "file=@$list" -F "ends_on=$last_day" \
  -F 'name=Visitors' -F 'purpose=Check visitors of the laser laboratory while they are here.' \
  -F 'legal_basis=Art. 6(1)(f) GDPR' -F 'reference=laser-laboratory')
watch=$(echo "$made" | sed -n 's/.*"self": *"\([^"]*\)".*/\1/p')
echo "$made"

# Every night: the list as it is now. Where it is the same, nothing is done.
ask "$server$watch/files" -F "file=@$list"

# What changed about whom that nobody has read yet, and why; then say that it was read.
ask "$server$watch/changes?unseen=yes"
ask "$server$watch/read" -X POST
