"""What a person may say about how their file is to be read. Nothing here is guessed from the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from screening.intake.limits import LIMITS, Limits
from screening.intake.mapping import MappingChoice


@dataclass(frozen=True, slots=True)
class IntakeOptions:
    """Choices for one file.

    `map` pairs a meaning ("name", "affiliation", ...) with a header as printed or a column letter, and wins
    over recognition; several columns may mean affiliation. `encoding` declares how a CSV file is encoded. `strict_formulas` leaves rows whose name or
    affiliation is a formula unscreened. `country_codes` is "iso", "fips" or None for columns of two letters.
    `file_name` is the user's name of the file where it is stored under another one. `ignore`, `header_rows` and
    `skip_sheets` are those of `MappingChoice`; `delimiter` declares how the columns of a text file are parted.
    `confirmed` holds mappings that the team confirmed before, by the signature of their headers.
    """

    map: tuple[tuple[str, str], ...] = ()
    encoding: str | None = None
    strict_formulas: bool = False
    country_codes: str | None = None
    file_name: str = ""
    ignore: tuple[str, ...] = ()
    header_rows: tuple[tuple[str, int], ...] = ()
    skip_sheets: tuple[str, ...] = ()
    delimiter: str = ""
    confirmed: Mapping[str, MappingChoice] = field(default_factory=dict)
    limits: Limits = LIMITS
