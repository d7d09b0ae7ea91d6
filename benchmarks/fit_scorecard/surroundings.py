"""What stands round a name: a department before, a town and a country behind, or the country in a field of its own.

Suppliers are mostly a bare name with a country in its own field; affiliations are lines as journals and indexes print them.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from enum import StrEnum

from benchmarks.fit_scorecard.tables import column, country_writing, rows
from screening.affiliations.tokens import name_words
from screening.vocabulary import rows as vocabulary_rows
from watchlists.countries import country_name

_FEWEST_BODIES = 5  # of a town
_POSTCODES = (1_000, 999_999)


class Kind(StrEnum):
    """The kinds of input, which differ in who is likely to stand in them."""

    SUPPLIER = "supplier"
    AFFILIATION = "affiliation"


_SUPPLIER = {
    "{name}": 28,
    "{name}|": 44,  # the bar: the country stands in a field of its own
    "{name}, {country}": 5,
    "{name} ({country})": 3,
    "{name} {country}": 3,
    "{name}, {city}, {country}": 5,
    "{name}, {city}|": 5,
    "{name} {city}|": 3,
    "{name} - {city}": 1,
    "{name} {city} {country}": 2,
    "{name} ({city})": 1,
}
_AFFILIATION = {
    "{unit}, {name}, {city}, {country}": 30,
    "{unit}, {name}, {city} {code}, {country}": 12,
    "{unit}, {name}, {city} {code}, {country}|": 4,
    "{unit}, {name}, {city}, {region}, {country}": 5,
    "{name}, {city}, {region}, {country}": 4,
    "{name}, {region}, {country}": 3,
    "{name}, {city}, {country}": 12,
    "{name}, {city} {code}, {country}": 4,
    "{name}, {country}": 8,
    "{unit}, {name}, {country}": 7,
    "{unit}, {name}|": 4,
    "{name}|": 5,
    "{name}": 3,
    "{unit} {name}, {city}, {country}": 3,
    "{unit} of {name}, {country}": 2,
    "{name}, {unit}, {city}, {country}": 5,
    "{name}, {after}, {country}": 2,
    "{unit}, {name}, {country}; {other}": 3,
    "{other}; {name}, {city}, {country}": 2,
}
_WAYS = {Kind.SUPPLIER: _SUPPLIER, Kind.AFFILIATION: _AFFILIATION}


class Surroundings:
    """Puts names into lines; the same for a seed."""

    def __init__(self, chance: random.Random, listed: Collection[str] = ()) -> None:
        """`listed`: keys of listed names; a unit that is one is none of somebody else's."""
        self.chance, self._listed = chance, listed
        self.towns: dict[str, list[str]] = {}
        for row in vocabulary_rows("cities"):
            if int(row["bodies"]) >= _FEWEST_BODIES:
                self.towns.setdefault(row["country"], []).append(row["city"])
        self.regions: dict[str, list[str]] = {}
        for row in vocabulary_rows("regions"):
            self.regions.setdefault(row["country"], []).append(row["region"])
        self._before = [row["unit"] for row in rows("units") if row["stands"] == "before"]
        self._after = [row["unit"] for row in rows("units") if row["stands"] == "after"]

    def place(
        self, name: str, kind: Kind, country: str, cities: Sequence[str] = (), other: str = ""
    ) -> tuple[str, str]:
        """The line that a name stands in, and the country given beside it ("" where none is). `other`: another body."""
        chance, ways = self.chance, _WAYS[kind]
        fitting = [
            way
            for way in ways
            if ("{region}" not in way or country in self.regions)
            and (country or not ("{country}" in way or "{city}" in way or "|" in way))
            and (other or "{other}" not in way)
        ]
        way = chance.choices(fitting, [ways[each] for each in fitting])[0]
        shape, _, _ = way.partition("|")
        city = chance.choice(list(cities)) if cities else chance.choice(self.towns.get(country) or [country])
        text = (
            shape.format(
                name=name,
                country=self.written(country) if country else "",
                city=city,
                region=chance.choice(self.regions.get(country) or [""]),
                unit=self._unit(),
                after=chance.choice(self._after),
                code=chance.randint(*_POSTCODES),
                other=other,
            )
            if "{" in shape
            else shape
        )
        return text, country if "|" in way else ""

    def _unit(self) -> str:
        """A department, laboratory or the like; no listed one."""
        while True:
            unit = self.chance.choice(self._before)
            while "{subject}" in unit:
                unit = unit.replace("{subject}", self.chance.choice(column("subjects", "subject")), 1)
            if "".join(name_words(unit)) not in self._listed:
                return unit

    def written(self, country: str) -> str:
        """The name of a country as people write it."""
        return self.chance.choice(country_writing().get(country, (country_name(country),)))
