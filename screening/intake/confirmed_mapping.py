"""A mapping that a team confirmed, as intake takes it: a value alone, for a list is read without a database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from screening.intake.mapping import MappingChoice, signature
from screening.intake.model import ParsedList, Table


@dataclass(frozen=True, slots=True)
class Mapped:
    """A confirmed mapping as it is shown."""

    id: str
    signature: str
    headers: tuple[str, ...]
    choice: MappingChoice
    confirmed_by: str
    confirmed_at: str
    used_at: str


def choices_of(found: Iterable[Mapped]) -> dict[str, MappingChoice]:
    """Mappings as intake takes them, by the signature of their headers."""
    return {each.signature: each.choice for each in found}


def used_in(intake: ParsedList, found: Iterable[Mapped]) -> list[Mapped]:
    """Those of the mappings with which tables of a list were read."""
    there = {signature_of(table) for table in intake.tables}
    return [each for each in found if each.signature in there]


def signature_of(table: Table) -> str:
    """The signature of a table's headers; "" for a table without any, which nothing can be remembered of."""
    return signature(table.headers_by_column) if table.header_row else ""
