"""Invented people by the thousand, as many in each script, to measure rarer alerts than the small groups can show.

A person has a given name or two and a family name. Each word is, with a chance of one in three, one of the eight common
names of its way of writing (people.csv, people_of_more_scripts.csv), else any of the longer tables (names.csv): so common
names are common, as they are anywhere. The same seed gives the same people. Nobody real is meant.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

from screening.fairness.innocents import FIRST, PEOPLE, VOCABULARY, Innocent
from screening.model import Subject, SubjectType
from screening.names.scripts import Script, script_of
from watchlists.model import ListedName, Listing, NameKind, PartyType

SEED = 29
_COMMON = 1 / 3  # chance that a word is one of the eight common names
_SECOND_GIVEN = 1 / 2
# Indian scripts are one of several that `Script` does not tell apart.
_NAMES_OF_SCRIPTS = {Script.OTHER: "devanagari"}


@dataclass(frozen=True, slots=True)
class WayOfWriting:
    """The names of one way of writing them, common ones apart."""

    group: str
    script: str
    family_first: bool
    joiner: str
    common: Mapping[str, tuple[str, ...]]  # by part: family, given
    all: Mapping[str, tuple[str, ...]]

    def name(self, chance: random.Random) -> str:
        """An invented name."""
        family = self._word(chance, "family")
        given = [self._word(chance, "given")]
        if chance.random() < _SECOND_GIVEN:
            given.append(self._word(chance, "given"))
        words = (family, *given) if self.family_first else (*given, family)
        return self.joiner.join(dict.fromkeys(words))

    def listed_name(self, chance: random.Random) -> tuple[str, ...]:
        """A family name and the given names as a list prints them; more of them where words are short of letters."""
        given = [self._word(chance, "given") for _ in range(1 if "-" in self.common["given"][0] else 2)]
        return (self._word(chance, "family"), *dict.fromkeys(given))

    def _word(self, chance: random.Random, part: str) -> str:
        return chance.choice((self.common if chance.random() < _COMMON else self.all)[part])


def ways_of_writing(folder: Path = VOCABULARY) -> tuple[WayOfWriting, ...]:
    """Every way of writing names, in the order of the files."""
    longer: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in _rows(folder / "names.csv"):
        longer[row["group"], row["part"]] = tuple(row["names"].split())
    found = []
    for row in (row for file in PEOPLE for row in _rows(folder / file)):
        common = {part: tuple(row[part].split()) for part in ("family", "given")}
        every = {
            part: tuple(dict.fromkeys((*words, *longer.get((row["group"], part), ()))))
            for part, words in common.items()
        }
        script = script_of(common["family"][0])
        found.append(
            WayOfWriting(
                row["group"],
                _NAMES_OF_SCRIPTS.get(script, script.value),
                row["order"] == FIRST,
                row["joiner"].replace("space", " "),
                common,
                every,
            )
        )
    return tuple(found)


def invented_people(of_script: int, seed: int = SEED) -> tuple[Innocent, ...]:
    """So many different people of each script, shared evenly among its ways of writing names."""
    by_script: dict[str, list[WayOfWriting]] = {}
    for table in ways_of_writing():
        by_script.setdefault(table.script, []).append(table)
    found: list[Innocent] = []
    for script, tables in by_script.items():
        chance = random.Random(f"{seed} {script}")  # noqa: S311
        people: dict[Subject, Innocent] = {}
        while len(people) < of_script:
            table = tables[len(people) % len(tables)]
            subject = Subject(table.name(chance), SubjectType.PERSON)
            people.setdefault(subject, Innocent(f"{script}: {table.group}", subject))
        found += people.values()
    return tuple(found)


def people_in_two_scripts(count: int, seed: int = SEED) -> tuple[tuple[Subject, Subject], ...]:
    """Invented people, each in Latin letters and in another script; word by word the same name."""
    ways = {way.group: way for way in ways_of_writing()}
    found: list[tuple[Subject, Subject]] = []
    for row in _rows(VOCABULARY / "two_scripts.csv"):
        way = ways[row["group"]]
        families = list(zip(way.common["family"], row["family"].split(), strict=True))
        given = list(zip(way.common["given"], row["given"].split(), strict=True))
        names = [(family, (one,)) for family in families for one in given]
        if way.joiner:
            names += [(family, pair) for family in families for pair in permutations(given, 2)]
        for family, chosen in names:
            native = [each[0] for each in chosen]
            words = (family[0], *native) if way.family_first else (*native, family[0])
            latin = " ".join((*(each[1] for each in chosen), family[1]))
            found.append(
                (Subject(latin, SubjectType.PERSON), Subject(way.joiner.join(words), SubjectType.PERSON))
            )
    return tuple(random.Random(seed).sample(found, count))


def invented_list(count: int, seed: int = SEED) -> tuple[Listing, ...]:
    """A list of invented persons, made up as published ones are (list_shares.csv), with three or more words a name."""
    ways = {way.group: way for way in ways_of_writing()}
    chance = random.Random(f"{seed} list")
    shares = {row["group"]: int(row["percent"]) for row in _rows(VOCABULARY / "list_shares.csv")}
    groups = chance.choices([*shares], [*shares.values()], k=count)
    listings = []
    for number, group in enumerate(groups):
        family, *given = ways[group].listed_name(chance)
        name = f"{family.upper()}, {' '.join(given)}"
        listings.append(
            Listing(f"invented:{number}", "invented", (ListedName(name, NameKind.PRIMARY),), PartyType.PERSON)
        )
    return tuple(listings)


def script_of_group(group: str) -> str:
    """The script of a group of invented people."""
    return group.partition(":")[0]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
