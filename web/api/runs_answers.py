"""Runs, as types."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from screening.report import Format
from web.api.answers import (
    DELIMITER,
    HEADER_ROW,
    IGNORE,
    SKIP_SHEET,
    ChoiceGiven,
    Column,
    Pair,
    QuestionGiven,
    Shape,
    Short,
)
from web.api.erasures_answers import ErasureMark

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES: dict[Format, str] = {
    "xlsx": _WORKBOOK,
    "fresh-xlsx": _WORKBOOK,
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "ndjson": "application/x-ndjson",
}
FORMATS = tuple(TYPES)


class RunAsked(BaseModel):
    """How a list is to be read, screened and reported; all of it in the query."""

    model_config = ConfigDict(extra="forbid")

    file_name: Short = Field(
        default="",
        description="The list's name as you have it; by default the form's, or list.csv or list.xlsx.",
    )
    policies: list[Short] = Field(default=[], max_length=50, description="Ids of policies; may be repeated.")
    project: list[Pair] = Field(default=[], max_length=50, description="Facts of the project, as fact=value.")
    map: list[Pair] = Field(
        default=[], max_length=50, description="Which column means what, as meaning=header or meaning=letter."
    )
    ignore: list[Column] = Field(default=[], max_length=200, description=IGNORE)
    header_row: list[Short] = Field(default=[], max_length=50, description=HEADER_ROW)
    skip_sheet: list[Short] = Field(default=[], max_length=50, description=SKIP_SHEET)
    delimiter: Short = Field(default="", description=DELIMITER)
    question: Literal["wait", "refuse"] = Field(
        default="wait",
        description="Where the list can be read in more than one way: accept it and let the run wait for an answer, or "
        "read it first and refuse it with 422 `needs-mapping`, keeping nothing. Reading takes as long as the list is.",
    )
    remember: Literal["", "yes"] = Field(
        default="", description="Whether the team reads lists with the same headers the same way from now on."
    )
    format: Format = Field(default="xlsx", description="Of the report.")
    encoding: Short = Field(default="", description="Of a CSV that is not UTF-8 or UTF-16.")
    country_codes: Literal["", "iso", "fips"] = ""
    notice: Literal["", "given", "told-before", "public", "security", "no-people"] = Field(
        default="",
        description="How the people on the list learn of it, or the exception relied on; stands in the receipt.",
    )


class RunsAsked(BaseModel):
    """How many runs are listed."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=500)


class MappingAsked(ChoiceGiven):
    """The answer to the question of a run. Of several tables or readings the choices are put together."""

    remember: bool = Field(
        default=True,
        description="Whether the team reads lists with the same headers the same way from now on.",
    )


class RunGiven(Shape):
    """Where a run stands; `links` say what may be asked next."""

    id: str
    state: Literal["queued", "running", "needs_mapping", "finished", "failed", "cancelled", "erased"] = Field(
        description="A run is queued until its list is read to the end; `doing` says whether that has begun. One that "
        "needs a mapping waits for an answer to its `question` at POST /runs/{id}/mapping, and is queued again then."
    )
    rows: int
    rows_done: int
    rows_read: int = Field(
        description="Rows gone through while the list is read, which happens more than once."
    )
    rows_written: int = Field(description="Rows gone through while the report is written, the same.")
    file_rows: int = Field(description="Rows of the file; 0 until it is read.")
    share: float = Field(description="How much of reading, screening and writing together is done, 0 to 1.")
    seconds_left: int | None = Field(description="An estimate; null while nothing can be said.")
    doing: Literal["waiting", "loading", "reading", "screening", "writing", "nothing"] = Field(
        description="Before it is read the lists are loaded that it is held against. The first rows are screened while "
        "the last are read; after the last one the report is written."
    )
    taken_up: bool = Field(description="Whether a worker has begun with it.")
    workers: int = Field(
        description="Workers that live, whatever they do; while there are none nothing moves."
    )
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
    question: QuestionGiven | None
    erasure: ErasureMark | None = Field(
        description="Where somebody asked to have the run erased, until it is."
    )
    links: dict[str, str]


class RunsAnswer(Shape):
    """The newest runs, newest first."""

    runs: list[RunGiven]
