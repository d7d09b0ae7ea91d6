"""The state of a run, in the one JSON shape of the command line and the API."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from screening.intake.question_json import QuestionJson
from screening.json_model import JsonModel
from screening.runs.control import Doing, RunProgress
from screening.runs.states import OPEN


class RunProgressJson(JsonModel):
    """The state of a run."""

    id: str
    state: Literal["queued", "running", "needs_mapping", "finished", "failed", "cancelled", "erased"] = Field(
        description="A run is queued until its list is read to the end; `doing` says whether that has begun. One that "
        "needs a mapping waits for an answer to its `question` at POST /runs/{id}/mapping, and is queued again then."
    )
    rows: int
    rows_done: int
    rows_read: int = Field(description="Rows processed while we read the list, which happens more than once.")
    rows_written: int = Field(description="Rows processed while we write the report, likewise.")
    file_rows: int = Field(description="Rows of the file; 0 until it is read.")
    share: float = Field(description="How much of reading, screening and writing together is done, 0 to 1.")
    seconds_left: int | None = Field(description="An estimate; null while there is none.")
    doing: Doing = Field(
        description="We first load the watchlists. We screen the first rows while we read the last ones, then write the "
        "report."
    )
    taken_up: bool = Field(description="Whether a worker has begun with it.")
    workers: int = Field(description="Running workers; without any, screening is paused.")
    attempt: int
    code: str
    sentence: str
    file_name: str
    format: str
    accepted_at: str
    screened_at: str
    ended_at: str
    report_sha256: str
    lists_current: bool | None = Field(
        description="False where a list was out of date on the run's day; null until the list is read."
    )
    reference: str = Field(description="Your own key of the run, as it was sent; empty where there is none.")
    metadata: dict[str, str] = Field(description="Texts of your own, as they were sent.")
    watch: str = Field(
        default="", description="Id of the watch whose screening the run is; empty where it is none."
    )
    question: QuestionJson | None
    in_parts: bool = Field(
        default=False,
        description="Whether the report is a ZIP of parts in the format that was asked for, since the list is long; known "
        "once it is read.",
    )

    @classmethod
    def of(cls, now: RunProgress) -> RunProgressJson:
        """The state of a run now."""
        left = now.work.seconds_left if now.state in OPEN else None
        names = cls.model_fields.keys() - {"id", "file_rows", "share", "seconds_left"}
        facts = {name: getattr(now, name) for name in names} | {"metadata": dict(now.metadata)}
        return cls(
            id=now.run_id,
            file_rows=now.work.rows,
            share=round(now.share, 4),
            seconds_left=None if left is None else round(left),
            **facts,
        )
