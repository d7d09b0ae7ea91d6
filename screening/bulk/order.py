"""What somebody asks of a bulk file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from screening.bulk.limits import BULK, BulkLimits
from screening.intake import IntakeOptions

BulkForm = Literal["parquet", "ndjson", "csv"]


@dataclass(frozen=True, slots=True)
class BulkOrder:
    """How a file is to be read, screened and told; `form` is how its result is written."""

    form: BulkForm
    policies: tuple[str, ...] = ()
    project: tuple[str, ...] = ()  # "fact=value", as given
    map: tuple[tuple[str, str], ...] = ()  # (meaning, header or key)
    encoding: str | None = None
    country_codes: str | None = None
    reference: str = ""  # the column, by its header, whose value stands beside each result
    as_of: datetime | None = None
    screened_at: datetime | None = None
    data: Path | None = None  # the data folder, for lists fetched there
    limits: BulkLimits = BULK

    def options(self, file_name: str) -> IntakeOptions:
        """How the rows are to be read."""
        return IntakeOptions(
            map=self.map, encoding=self.encoding, country_codes=self.country_codes, file_name=file_name
        )

    def asked(self) -> dict[str, object]:
        """Everything that the result depends on, beside the file and the lists."""
        return {
            "form": self.form,
            "policies": list(self.policies),
            "project": list(self.project),
            "map": [list(pair) for pair in self.map],
            "encoding": self.encoding or "",
            "country_codes": self.country_codes or "",
            "reference": self.reference,
            "chunk": self.limits.chunk,
        }
