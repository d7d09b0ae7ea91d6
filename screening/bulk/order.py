"""What somebody asks of a bulk file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from screening.bulk.limits import BULK, BulkLimits
from screening.intake import IntakeOptions
from screening.intake.mapping import MappingChoice
from screening.intake.reading_choice import ReadingChoice

BulkForm = Literal["parquet", "ndjson", "csv"]


@dataclass(frozen=True, slots=True)
class BulkOrder:
    """How a file is to be read, screened and told; `form` is how its result is written."""

    form: BulkForm
    policies: tuple[str, ...] = ()
    project: tuple[str, ...] = ()  # "fact=value", as given
    choice: ReadingChoice = field(default_factory=ReadingChoice)  # columns by header or key
    confirmed: Mapping[str, MappingChoice] = field(default_factory=dict)  # by the signature of headers
    country_codes: str | None = None
    reference: str = ""  # the column, by its header, whose value stands beside each result
    as_of: datetime | None = None
    screened_at: datetime | None = None
    data: Path | None = None  # the data folder, for lists fetched there
    limits: BulkLimits = BULK

    def options(self, file_name: str) -> IntakeOptions:
        """How the rows are to be read."""
        choice = self.choice
        return IntakeOptions(
            map=choice.map,
            encoding=choice.encoding or None,
            country_codes=self.country_codes,
            file_name=file_name,
            ignore=choice.ignore,
            header_rows=choice.header_rows,
            skip_sheets=choice.skip_sheets,
            delimiter=choice.delimiter,
            confirmed=self.confirmed,
        )

    def asked(self) -> dict[str, object]:
        """Everything that the result depends on, beside the file and the lists."""
        return {
            "form": self.form,
            "policies": list(self.policies),
            "project": list(self.project),
            "choice": self.choice.words(),
            "confirmed": {key: asdict(each) for key, each in sorted(self.confirmed.items())},
            "country_codes": self.country_codes or "",
            "reference": self.reference,
            "chunk": self.limits.chunk,
        }
