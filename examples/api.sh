#!/bin/sh
# The API from a shell. SCREENING_SERVER is the service's address, SCREENING_API_KEY the key to it; one without
# accounts and keys takes the token that `screening serve` printed: SCREENING_API_KEY="$(cat screening-data/token)".
set -eu
server=${SCREENING_SERVER:-http://127.0.0.1:8080}
ask() { curl --silent --show-error --fail-with-body -H "Authorization: Bearer ${SCREENING_API_KEY:-none}" "$@"; echo; }

# Two subjects, answered at once.
ask "$server/api/v1/screen" --json '{"subjects": [{"reference": "a", "name": "Beihang University"}, {"name": "KU Leuven", "country": "BE"}], "provenance": "once"}'

# Which lists are looked in, and in which editions.
ask "$server/api/v1/lists"

# As a client of yente asks.
ask "$server/match/default" --json '{"queries": {"q": {"schema": "Organization", "properties": {"name": ["Beihang University"]}}}}'

# As OpenRefine asks.
ask "$server/reconcile" --data-urlencode 'queries={"q0": {"query": "Beihang University", "type": "organisation"}}'
