"""What stands beside the result of a bulk run, as JSON: what it rests on, how the file was read, and how it ended.

A Parquet file holds the same text within. So its bytes are made here, and once.
"""

from __future__ import annotations

import json
from dataclasses import asdict

from pydantic import Field

from screening.bulk.job import BulkForm, BulkJob
from screening.json_model import JsonModel, JsonObject, is_none
from screening.report.json_output import PolicyUsed, Provenance


class ListFile(JsonModel):
    """The file that was screened."""

    name: str
    sha256: str


class BulkParameters(JsonModel):
    """Everything that the result depends on, beside the file and the lists."""

    form: BulkForm
    policies: list[str]
    project: list[str]
    choice: JsonObject  # as it was said, so only what was
    confirmed: dict[str, JsonObject]
    country_codes: str
    reference: str
    chunk: int

    @classmethod
    def of(cls, job: BulkJob) -> BulkParameters:
        """What a job asks for."""
        request = job.request
        return cls(
            form=job.form,
            policies=list(request.policies),
            project=list(request.project),
            choice=request.choice.words(),
            confirmed={key: asdict(each) for key, each in sorted(request.confirmed or ())},
            country_codes=request.country_codes,
            reference=job.reference,
            chunk=job.limits.chunk,
        )


class PolicyFile(PolicyUsed):
    """A policy that was applied, and the hash of its file."""

    sha256: str


class BulkProvenance(Provenance):
    """What the lines of a result rest on."""

    policies: list[PolicyFile]  # type: ignore[assignment]  # nothing adds a policy to one
    by_hand_sha256: str | None = Field(
        default=None,
        exclude_if=is_none,
        description="There where somebody merged or separated listings by hand: the hash of these decisions.",
    )


class BulkCounts(JsonModel):
    """Rows of the file by what became of them, and the subjects that stand in them."""

    rows: int
    subject: int
    unscreened: int
    skipped: int
    subjects: int
    skipped_by_reason: dict[str, int]


class ColumnReading(JsonModel):
    """What a column was taken for, and why."""

    header: str
    meaning: str
    why: str


class BulkOutcome(JsonModel):
    """How the file was read and how its rows ended."""

    counts: BulkCounts
    ends: dict[str, int]  # "no_match", "unscreened", "low", "medium", "high", "none"
    distinct_subjects: int
    columns: list[ColumnReading]
    metadata_columns: dict[str, str] | None = Field(
        default=None,
        exclude_if=is_none,
        description="There where a table has columns of your own texts: the column of each key.",
    )
    notices: list[str]


class BulkInput(JsonModel):
    """The file and what was asked of it."""

    input: ListFile
    parameters: BulkParameters


# Fields of the last base come first: the file, what it was held against, what came of it.
class BulkAbout(BulkOutcome, BulkProvenance, BulkInput):
    """The whole of what a result rests on."""

    def text(self) -> str:
        """The file beside the result."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"
