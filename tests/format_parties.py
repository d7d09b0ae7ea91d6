"""The parties of a list of any size, as its publisher would know them; `formats` writes them in its format.

Bodies are the shipped listings of the list, then those of all lists, then made up; persons are always made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from watchlists.library import load_library
from watchlists.model import NameKind, PartyType, Status

DAY = date(2026, 11, 24)
GIVEN = "Alder Birch Cedar Dale Ellis Finch Gale Hazel Ira Jules Kit Lee Merle Noel Ode Perry".split()
FAMILY = "Ashford Brook Carver Draper Eastman Fuller Granger Harper Ivers Joiner Keeler Lorimer".split()
TRADES = "Turbine Gyroscope Centrifuge Propellant Optics Radar Sonar Foundry".split()

# Parties of a recent edition, and how many of a hundred are persons; from the publishers' own figures where known.
SIZES = {
    "au-dfat-sanctions": (3_900, 60),
    "ca-named-research-organizations": (103, 0),
    "ca-sema-sanctions": (5_684, 65),
    "ch-seco-sanctions": (7_100, 60),
    "eu-financial-sanctions": (5_900, 70),
    "jp-meti-end-user-list": (835, 0),
    "nz-designated-terrorists": (22, 0),
    "nz-russia-sanctions": (1_900, 70),
    "opensanctions-ua-war-sanctions": (12_000, 30),
    "tw-shtc-entity-list": (9_500, 20),
    "uk-sanctions-list": (6_046, 70),
    "un-sc-consolidated": (1_003, 73),
    "us-bis-denied-persons": (560, 80),
    "us-bis-entity-list": (3_409, 0),
    "us-bis-meu": (70, 0),
    "us-bis-unverified": (220, 0),
    "us-consolidated-screening-list": (26_144, 45),
    "us-dhs-uflpa": (148, 0),
    "us-ofac-consolidated": (450, 20),
    "us-ofac-sdn": (18_900, 45),
    "us-state-debarred": (700, 80),
}


@dataclass(frozen=True)
class Party:
    """One party, as a publisher would know it."""

    number: int
    name: str
    aliases: tuple[str, ...] = ()
    person: bool = False
    country: str = "CN"
    city: str = "Example City"
    since: date = DAY
    citation: str = ""

    @property
    def given(self):
        return self.name.split(" ")[0]

    @property
    def family(self):
        return self.name.partition(" ")[2]


@cache
def _shipped():
    return load_library().lists


@cache
def _printed(first):
    """Every shipped listing in force of the list `first`, then the bodies of all other lists; each name once."""
    found = {}
    lists = _shipped()
    for list_id in (first, *sorted(set(lists) - {first})):
        for each in lists[list_id].listings if list_id in lists else ():
            if each.status is Status.IN_FORCE and (list_id == first or each.type is PartyType.ORGANISATION):
                found.setdefault((each.name, each.country if list_id == first else ""), each)
    return tuple(found.values())


def _as_printed(number, listing):
    aliases = tuple(name.text for name in listing.names[1:] if name.kind is NameKind.ALIAS and not name.note)
    return Party(
        number,
        listing.name,
        aliases,
        listing.type is PartyType.PERSON,
        listing.country.split(" ")[0] or "RU",
        listing.place or "Example City",
        listing.listed_from or date(2022, 3, 1),
        listing.citation,
    )


def parties_of(list_id, number=None):
    """Parties of a list: `number` of them, or as many as a recent edition has."""
    whole, persons = SIZES[list_id]
    number = whole if number is None else number
    printed = _printed(list_id)
    made = []
    for n in range(number):
        place = n - n * persons // 100
        if persons and n * persons // 100 != (n + 1) * persons // 100:
            name = f"{GIVEN[n % 16]} {FAMILY[n // 16 % 12]}{FAMILY[n // 192 % 12].lower()} {chr(65 + n // 2304 % 26)}{n}"
            made.append(Party(n, name, (name.upper() + " JUNIOR",), True, "RU", since=date(2022, 3, 1)))
        elif place < len(printed):
            made.append(_as_printed(n, printed[place]))
        else:
            made.append(Party(n, f"{FAMILY[n % 12]} {TRADES[n // 12 % 8]} Works {n}", (f"FTW {n} Bureau",)))
    return made
