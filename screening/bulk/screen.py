"""From a chunk of distinct inquiries to the lines of their results, in a process that has loaded the engine once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from pydantic import TypeAdapter

from screening.bulk.about_json import BulkProvenance, PolicyFile
from screening.bulk.job import BulkJob, Cell
from screening.engine import Engine, load_engine
from screening.model import Inquiry, RunFacts
from screening.pipeline import Chunk, inquiry_codec, screen_chunk
from screening.report import ReportEntry, ReportFormatter
from screening.report.json_output import Provenance
from screening.report.rows import ReportRow, gravity_of_report_row
from screening.run_facts import run_facts
from watchlists.editions.merges import by_hand_sha256

_row_codec = TypeAdapter(ReportRow)


@dataclass(frozen=True, slots=True)
class BulkEngine:
    """An engine, and what its lines rest on."""

    engine: Engine
    facts: RunFacts
    cell: Cell

    @staticmethod
    def load(job: BulkJob) -> BulkEngine:
        """Load what the job asks for.

        Raises:
            PolicyError, WatchlistError: a policy or list cannot be used.
        """
        request, day = job.request, job.day
        engine = load_engine(request.policies, on=day, project=request.facts(), data=job.data)
        assert job.screened_at is not None
        facts = run_facts(engine, job.screened_at)
        return BulkEngine(engine, facts, job.cell)

    @property
    def provenance(self) -> BulkProvenance:
        """The engine, lists and policies, as every report states them, and what was merged or separated by hand."""
        policies = [
            PolicyFile(id=each.id, version=each.version, title=each.title, sha256=each.file_sha256)
            for each in self.engine.policies
        ]
        facts = {
            **dict(Provenance.of(self.facts)),
            "policies": policies,
            "by_hand_sha256": by_hand_sha256(self.engine.library.by_hand) or None,
        }
        return BulkProvenance(**facts)

    def write_lines(self, first: int, inquiries: Sequence[str], file: TextIO) -> None:
        """Screen inquiries, numbered from `first` on, and write a line for each."""
        for number, line in enumerate(self._lines(first, inquiries), start=first):
            file.write(json.dumps({"number": number, **line}, ensure_ascii=False) + "\n")

    def _lines(self, first: int, inquiries: Sequence[str]) -> Iterator[dict[str, object]]:
        for entry in self.screen(tuple(map(inquiry_codec.validate_json, inquiries)), first):
            yield self._line(entry)

    def screen(self, inquiries: tuple[Inquiry, ...], first: int = 0) -> Iterator[ReportEntry]:
        """What a report says of each of these distinct inquiries, with the listings that were hit."""
        formatter = ReportFormatter.of(self.facts, "parquet")
        result = screen_chunk(self.engine, Chunk(0, first, inquiries, (), ()), formatter)
        for number in result.entry_numbers:
            yield result.entries[number]

    def _line(self, entry: ReportEntry) -> dict[str, object]:
        cell = self.cell
        shown = _row_codec.dump_python(entry.row, mode="json")
        return {
            **{key: cell(value) if isinstance(value, str) else value for key, value in shown.items()},
            "gravity": gravity_of_report_row(entry.row),
            "listings": entry.listings,
            "snapshots": entry.snapshots,
        }
