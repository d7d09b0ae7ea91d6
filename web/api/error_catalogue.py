"""Every stable code that an error may have, read from vocabulary/errors.csv: its status, what it means, what to do."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from pydantic import Field

from screening.json_model import JsonModel

CATALOGUE = Path(__file__).parent / "vocabulary" / "errors.csv"


class ErrorCodeJson(JsonModel):
    """A code that an error may have."""

    code: str = Field(description="Stable: it is never given to another error.")
    status: int = Field(
        description="The HTTP status of the answer; of a fault or a row, that of one about it alone."
    )
    raised_by: list[str] = Field(
        description="`api`, `page`, `command`, `yente` and `reconciliation`: where the code is that of an error; `list`: "
        "of a list that cannot be read, everywhere; `field`: of an entry of `errors`; `row`: of an unscreened row."
    )
    meaning: str = Field(description="What happened.")
    what_to_do: str = Field(description="What the caller can do about it.")


class ErrorsAnswer(JsonModel):
    """Every code."""

    errors: list[ErrorCodeJson] = Field(description="The codes, by name.")


@cache
def error_codes() -> dict[str, ErrorCodeJson]:
    """Every code by its name.

    Raises:
        ValueError: the file has a code twice.
    """
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        rows = [
            ErrorCodeJson.model_validate({**row, "raised_by": row["raised_by"].split(", ")})
            for row in csv.DictReader(file)
        ]
    found = {each.code: each for each in sorted(rows, key=lambda each: each.code)}
    if len(found) != len(rows):
        raise ValueError(f"{CATALOGUE.name} has a code twice.")
    return found
