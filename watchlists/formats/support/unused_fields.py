"""The ledger of one file: every field and value is used, left out for a stated reason, or reported.

The rules stand in `data/readers/<reader>.csv`, one line a field or value: `field`, `value`, `meaning`, `reason`.
A line without a value is about the field, and its meaning is `used` or `ignored` ("birthdate/*" stands for all
fields below it); a line with one says what that value means to us (a kind of name, a type of party, a country code). Whatever no line covers is `unread`.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from pathlib import Path

from watchlists.birth_dates import birth_dates
from watchlists.countries import country_code
from watchlists.measures import in_order
from watchlists.model import Edition, Listing, Measure

RULES = Path(__file__).parents[2] / "data" / "readers"
LONGEST_SHOWN = 60  # characters of an unread value: enough to find it, and never a whole remark on a person
NO_MEASURE = "none"


class FieldLedger:
    """Notes what one file holds while it is read; one ledger a file."""

    def __init__(self, reader: str) -> None:
        self._fields, self._values = _rules(reader)
        self._below = tuple(field[:-1] for field in self._fields if field.endswith("/*"))
        self._seen: dict[str, None] = {}
        self._unread: Counter[str] = Counter()

    def see(self, fields: Iterable[str]) -> None:
        """Note that the file has these fields."""
        for field in fields:
            if field not in self._seen:
                self._seen[field] = None
                if field not in self._fields and not field.startswith(self._below):
                    self._unread[f"field {field!r}"] += 1

    def meaning(self, field: str, value: str) -> str:
        """What a value of a closed vocabulary means; "" where no rule says, and it is noted."""
        if value not in (known := self._values.get(field, {})):
            self.note(field, value)
            return ""
        return known[value]

    def known(self, field: str, value: str) -> str:
        """What a value of an open vocabulary means, "" where no rule says; that is expected and not noted."""
        return self._values.get(field, {}).get(value, "")

    def country(self, field: str, value: str) -> str:
        """The ISO alpha-2 code of a printed country; "" where there is none, or none that we know: that is noted."""
        if not value:
            return ""
        found = self._values.get(field, {}).get(value)
        if found is None and (found := country_code(value)) is None:
            self.note(field, value)
        return found or ""

    def measures(self, field: str, values: Iterable[str]) -> tuple[Measure, ...]:
        """What these values of a field do to a party; "none" in the rules means no measure of ours, "" is not looked at."""
        found = (self.meaning(field, value.casefold()).split() for value in values if value)
        return in_order(Measure(word) for words in found for word in words if word != NO_MEASURE)

    def day(self, field: str, value: str, *forms: str) -> date | None:
        """A date in one of the forms (of strptime; ISO without any); None for "" and what is no date: noted."""
        for form in forms or ("%Y-%m-%d",):
            try:
                return datetime.strptime(value, form).date()
            except ValueError:
                continue
        if value:
            self.note(field, value)
        return None

    def births(self, field: str, values: Iterable[str], *, day_first: bool = False) -> str:
        """The dates of birth in these texts, each once, joined by a blank; a text without one is noted.

        `day_first`: this publisher prints the day before the month ("03/07/1965" is 3 July).
        """
        found: dict[str, None] = {}
        for value in filter(None, values):
            dates = birth_dates(value, day_first=day_first)
            found |= dict.fromkeys(dates)
            if not dates:
                self.note(field, value)
        return " ".join(found)

    def note(self, field: str, value: str) -> None:
        """Note a value that no rule covers."""
        self._unread[f"{field} {value[:LONGEST_SHOWN]!r}"] += 1

    @property
    def unread(self) -> tuple[str, ...]:
        """What no rule covers, with how often it stands in the file where that is more than once."""
        return tuple(
            text if times == 1 else f"{text} ({times} times)" for text, times in self._unread.items()
        )

    def edition(self, listings: Iterable[Listing], edition: str, on: date | None) -> Edition:
        """Close the ledger over what was read."""
        read = tuple(listings)
        return Edition(edition, on, read, tuple(self._seen), self.unread)


@cache
def _rules(reader: str) -> tuple[frozenset[str], dict[str, dict[str, str]]]:
    fields: set[str] = set()
    values: dict[str, dict[str, str]] = {}
    with (RULES / f"{reader}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["value"]:
                values.setdefault(row["field"], {})[row["value"]] = row["meaning"]
            else:
                fields.add(row["field"])
    return frozenset(fields), values
