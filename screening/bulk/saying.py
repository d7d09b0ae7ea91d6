"""From a chunk of distinct inquiries to their lines, in a process that has loaded the engine once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from screening.bulk.order import BulkOrder
from screening.bulk.texts import Cell, asked_from_text, cell_for, whole_file
from screening.engine import Engine, load_engine
from screening.model import Result, RunFacts
from screening.policy import parse_pairs
from screening.report import provenance_json
from screening.report.lines import result_line
from screening.run import facts
from screening.uncollected import uncollected
from watchlists.model import Watchlist


@dataclass(frozen=True, slots=True)
class Speaker:
    """An engine, and what its lines rest on."""

    engine: Engine
    facts: RunFacts
    lists: Mapping[str, Watchlist]
    snapshots: Mapping[str, str]  # by list: SHA-256 of the file it was read from
    cell: Cell

    @staticmethod
    def of(order: BulkOrder) -> Speaker:
        """Load what the order asks for.

        Raises:
            PolicyError, WatchlistError: a policy or list cannot be used.
        """
        if order.screened_at is None:
            raise ValueError("the moment of a bulk run is fixed before its processes start")
        day = (order.as_of or order.screened_at).date()
        engine = load_engine(order.policies, on=day, project=parse_pairs(order.project), data=order.data)
        said = facts(engine, order.screened_at)
        return Speaker(
            engine,
            said,
            {watchlist.id: watchlist for watchlist in said.watchlists},
            {snapshot.watchlist_id: snapshot.file_sha256 for snapshot in said.snapshots},
            cell_for(order.form),
        )

    @property
    def provenance(self) -> dict[str, Any]:
        """The engine, lists and policies, as every report says them."""
        policies = [
            {"id": each.id, "version": each.version, "title": each.title, "sha256": each.file_sha256}
            for each in self.engine.policies
        ]
        return {**provenance_json(self.facts), "policies": policies}

    def say_chunk(self, first: int, asked: Sequence[str], out: Path) -> None:
        """Screen inquiries, numbered from `first` on, and write a line for each."""
        with whole_file(out) as file, uncollected():
            for number, result in enumerate(self.engine.screen_all(map(asked_from_text, asked)), start=first):
                line = self._line(result)
                file.write(json.dumps({"number": number, **line}, ensure_ascii=False) + "\n")

    def _line(self, result: Result) -> dict[str, object]:
        line, cell = result_line(result, self.lists), self.cell
        listings = [each for hit in result.reading.hits for each in (hit.listing, *hit.other_listings)]
        lists = dict.fromkeys(listing.watchlist_id for listing in listings)
        return {
            "outcome": line.outcome.value,
            "level": line.level.value if line.level else None,
            "score": line.score,
            "best_hit": cell(line.best_hit),
            "relation": cell(line.relation),
            "confidence": line.confidence,
            "lists": cell(line.lists),
            "recognised": cell(line.recognised),
            "why": cell(line.why),
            "follows": cell(line.follows),
            "source": cell(line.source),
            "listings": list(dict.fromkeys(listing.id for listing in listings)),
            "snapshots": [self.snapshots[key] for key in lists if key in self.snapshots],
        }
