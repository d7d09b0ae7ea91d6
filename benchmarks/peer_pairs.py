"""The peer's side of `benchmarks.evaluate.name_pairs`, run by a Python that has nomenklatura 4.17 or later.

    python peer_pairs.py PAIRS.json        prints one JSON object

PAIRS.json holds a list of [schema, name, name]; nothing of ours is imported.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path
from typing import Any


def main(path: str) -> None:
    """Print logic-v2's score of every pair, in order, and the seconds of CPU of a second pass."""
    from followthemoney import model
    from nomenklatura.matching import LogicV2
    from nomenklatura.matching.types import ScoringConfig

    config = ScoringConfig.defaults()

    def entity(key: str, schema: str, name: str) -> Any:  # noqa: ANN401 - a class of the peer's
        return model.get_proxy({"id": key, "schema": schema, "properties": {"name": [name]}})

    # The peer remembers names by the entity's id: two entities of one id are one to it, whatever they are called.
    pairs = [
        (entity(f"left{at}", schema, one), entity(f"right{at}", schema, other))
        for at, (schema, one, other) in enumerate(json.loads(Path(path).read_text(encoding="utf-8")))
    ]
    scores = [LogicV2.compare(left, right, config).score for left, right in pairs]
    gc.collect()
    gc.freeze()
    start = time.process_time()
    for left, right in pairs:
        LogicV2.compare(left, right, config)
    json.dump({"seconds": time.process_time() - start, "scores": scores}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
