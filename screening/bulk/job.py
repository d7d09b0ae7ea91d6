"""What somebody asks of a bulk file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from screening.bulk.limits import BULK, BulkLimits
from screening.formula_escaping import escape_formula
from screening.pipeline import ScreeningRequest

BulkForm = Literal["parquet", "ndjson", "csv"]
Cell = Callable[[str], str]  # how a text stands in a result of the form asked for


@dataclass(frozen=True, slots=True)
class BulkJob:
    """A request for a file of any length; `form` is how its result is written, whatever the request says."""

    form: BulkForm
    request: ScreeningRequest = field(default_factory=ScreeningRequest)  # columns by header or key
    reference: str = ""  # the column, by its header, whose value stands beside each result
    screened_at: datetime | None = None
    data: Path | None = None  # the data folder, for lists fetched there
    limits: BulkLimits = BULK

    @property
    def day(self) -> date:
        """The day whose listings count.

        Raises:
            ValueError: the moment of the run is not fixed yet.
        """
        if self.screened_at is None:
            raise ValueError("the moment of a bulk run is fixed before its processes start")
        return self.request.day(self.screened_at)

    @property
    def cell(self) -> Cell:
        """How texts stand in the result: in CSV none may start a formula; the other forms hold them as they are."""
        return escape_formula if self.form == "csv" else str
