"""The peer's side of `benchmarks.peer`, run by a Python that has nomenklatura 4.17 or later; imports nothing of ours.

    python peer_rows.py WORLD.json        prints one JSON object

nomenklatura's own Index proposes, with its defaults (75 candidates a row), and its logic-v2 scores every pair.
"""

from __future__ import annotations

import gc
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any


def main(path: str) -> None:
    """Print seconds of CPU and, for every row, the entries that reach each threshold."""
    from followthemoney import Dataset, StatementEntity
    from nomenklatura.blocker import Index
    from nomenklatura.matching import LogicV2
    from nomenklatura.matching.types import ScoringConfig
    from nomenklatura.resolver import Linker
    from nomenklatura.store.memory import MemoryStore

    world = json.loads(Path(path).read_text(encoding="utf-8"))
    dataset = Dataset.make({"name": "listed", "title": "Listed"})

    def entity(key: str, name: str) -> Any:  # noqa: ANN401 - a class of the peer's
        data = {"id": key, "schema": "Organization", "properties": {"name": [name]}}
        return StatementEntity.from_data(dataset, data)

    store: Any = MemoryStore(dataset, Linker({}))
    listed = {f"l{at}": entity(f"l{at}", name) for at, name in enumerate(world["listed"])}
    with store.writer() as writer:
        for each in listed.values():
            writer.add_entity(each)
    index = Index(store.default_view(), Path(tempfile.mkdtemp(prefix="peer-")))
    index.build()
    config = ScoringConfig.defaults()
    warm = entity("warm", world["listed"][0])
    LogicV2.compare(warm, listed["l0"], config)  # loads its tables of names, some seconds once
    gc.collect()
    gc.freeze()  # as our side does
    scored: dict[int, list[tuple[int, float]]] = {}
    start, pairs = time.process_time(), 0
    asked = {f"q{at}": entity(f"q{at}", text) for at, text in enumerate(world["rows"])}
    for who, found in index.match_entities(asked.values()):
        for other, _ in found:
            pairs += 1
            score = LogicV2.compare(asked[str(who)], listed[str(other)], config).score
            if score >= world["least"]:
                scored.setdefault(int(str(who)[1:]), []).append((int(str(other)[1:]), score))
    json.dump({"seconds": time.process_time() - start, "pairs": pairs, "scored": scored}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
