"""Runs, as types."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from screening.intake.question_json import (
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
from screening.report import Format
from screening.runs.erasures_json import ErasureMark
from screening.runs.progress_json import RunProgressJson

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES: dict[Format, str] = {
    "xlsx": _WORKBOOK,
    "fresh-xlsx": _WORKBOOK,
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "ndjson": "application/x-ndjson",
}
FORMATS = tuple(TYPES)


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


class RunsRequest(BaseModel):
    """How many runs are listed."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=500)


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
    """The newest runs, newest first."""

    runs: list[RunJson]
