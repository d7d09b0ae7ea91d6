"""Runs, as types."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from screening.intake.question_json import (
    AS_ABOVE,
    DELIMITER,
    HEADER_ROW,
    IGNORE,
    SKIP_SHEET,
    ChoiceJson,
    ColumnText,
    Pair,
    Short,
)
from screening.json_model import JsonModel
from screening.metadata import MOST_METADATA
from screening.report import Format, ReportForm
from screening.runs.erasures_json import ErasureMark
from screening.runs.progress_json import RunProgressJson
from web.api.moments import MomentText
from web.api.paging import NEXT, PageRequest
from web.faults import form

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES: dict[Format, str] = {
    "xlsx": _WORKBOOK,
    "fresh-xlsx": _WORKBOOK,
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
FORMATS = tuple(TYPES)
_ZIP: dict[ReportForm, str] = {"parts": "application/zip"}
REPORT_TYPES: dict[ReportForm, str] = _ZIP | {form: TYPES[form] for form in FORMATS}


MetadataPair = Annotated[
    str,
    form(
        r"^[A-Za-z0-9_.-]{1,64}=[\s\S]{0,200}$",
        "written as key=text: a key of letters, digits, dots, hyphens or underscores, and up to 200 characters",
    ),
]


class RunRequest(BaseModel):
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
    ignore: list[ColumnText] = Field(default=[], max_length=200, description=IGNORE)
    header_row: list[Short] = Field(default=[], max_length=50, description=HEADER_ROW)
    skip_sheet: list[Short] = Field(default=[], max_length=50, description=SKIP_SHEET)
    delimiter: Short = Field(default="", description=DELIMITER)
    as_above: Literal["", "yes", "no"] = Field(default="", description=AS_ABOVE)
    question: Literal["wait", "refuse"] = Field(
        default="wait",
        description="Where the list can be read in more than one way: accept it and let the run wait for an answer, or "
        "read it first and refuse it with 422 `needs-mapping`, keeping nothing. Reading takes as long as the list is.",
    )
    remember: Literal["", "yes"] = Field(
        default="", description="Whether the team reads lists with the same headers the same way from now on."
    )
    format: Format = Field(default="xlsx", description="Of the report.")
    reference: Short = Field(default="", description="Your own key of the run; comes back with it.")
    metadata: list[MetadataPair] = Field(
        default=[],
        max_length=MOST_METADATA,
        description="Texts of your own beside the run, as key=text; may be repeated. They come back with it.",
    )
    encoding: Short = Field(default="", description="Of a CSV that is not UTF-8 or UTF-16.")
    country_codes: Literal["", "iso", "fips"] = ""
    notice: Literal["", "given", "told-before", "public", "security", "no-people"] = Field(
        default="",
        description="How the people on the list learn of it, or the exception relied on; stands in the receipt.",
    )


class RunsRequest(PageRequest):
    """Which runs are listed."""

    state: Literal["", "queued", "running", "needs_mapping", "finished", "failed", "cancelled", "erased"] = (
        Field(default="", description="Only runs in this state.")
    )
    since: MomentText = Field(default="", description="Only runs accepted at this moment (UTC) or later.")
    until: MomentText = Field(default="", description="Only runs accepted before this moment (UTC).")
    reference: Short = Field(default="", description="Only runs with this reference of your own.")
    watch: Short = Field(default="", description="Only screenings of the watch with this id.")


class AgainRequest(BaseModel):
    """What is known of the project by now."""

    model_config = ConfigDict(extra="forbid")

    project: list[Pair] = Field(
        default=[],
        max_length=50,
        description="Answers to the `questions` of the results, as fact=value; each goes before what the run had.",
    )


class MappingRequest(ChoiceJson):
    """The answer to the question of a run. Of several tables or readings the choices are put together."""

    remember: bool = Field(
        default=True,
        description="Whether the team reads lists with the same headers the same way from now on.",
    )


class RunJson(RunProgressJson):
    """The state of a run; `links` say what may be asked next."""

    erasure: ErasureMark | None = Field(description="A waiting erasure of the run, if there is one.")
    sandbox: bool = Field(
        default=False, description="Whether invented bodies are searched, and nothing real."
    )
    links: dict[str, str]


class RunsAnswer(JsonModel):
    """A page of runs, the newest first."""

    runs: list[RunJson]
    next: str | None = Field(description=NEXT)
