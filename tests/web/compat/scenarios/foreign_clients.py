"""Run by the interpreter that has nomenklatura and reconciler: asks the service at argv[1] and prints what they read.

argv[2] is the key to it.
"""

import json
import sys

import pandas
import reconciler
from nomenklatura.cache import Cache
from nomenklatura.dataset import Dataset
from nomenklatura.enrich.yente import YenteEnricher
from nomenklatura.entity import CompositeEntity

server, key = sys.argv[1:]
dataset = Dataset.make({"name": "test", "title": "Test"})
settings = {"name": "y", "title": "y", "type": "yente", "api": f"{server}/", "api_key": key, "cache_days": 0}
enricher = YenteEnricher(dataset, Cache.make_default(dataset), settings)
asked = {
    "id": "x",
    "schema": "Organization",
    "properties": {"name": ["Beihang University"], "country": ["cn"]},
}
entity = CompositeEntity.from_data(dataset, asked)
matches = list(enricher.match(entity))
expanded = [one.id for match in matches for one in enricher.expand(entity, match)]
column = pandas.Series(["Beihang University", "Zabir Logistics Company"])
endpoint = f"{server}/reconcile/key/{key}"
settled = reconciler.reconcile(column, type_id="organisation", reconciliation_endpoint=endpoint)
said = {
    "matches": [[match.id, match.schema.name, match.caption] for match in matches],
    "expanded": expanded,
    "settled": [[row["input_value"], bool(row["match"])] for row in settled.to_dict("records")],
}
sys.stdout.write(json.dumps(said))
