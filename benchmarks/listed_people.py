"""Lists of persons of any size, and names to ask about: real listed names, the rest of them joined anew.

The UN, OFAC and the UK print some 20,000 names of persons. Longer lists are filled up with the front of one of these names
and the back of another, so that words keep their real frequencies; one such name in six gets a word that no list
holds. Of the names asked about six in ten are invented people of many ways of writing names, two are words of two listed
names joined, and two are listed names misspelt, shortened or reordered. Seeded: the same each time.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Sequence
from functools import cache
from xml.etree import ElementTree

from benchmarks.index_names import FRESH, SHARED, longest, typo
from benchmarks.invented_people import invented_people
from screening.compare.persons import ListedPerson

SEED = 31
_MOST_WORDS = 6
_LISTS = SHARED / "lists"
_SPACES = re.compile(r"\s+")
# Of a script, invented people: offices mostly write names in Latin letters.
_OF_SCRIPT = {"latin": 80, "cyrillic": 5, "han": 5, "hangul": 3, "arabic": 4, "hebrew": 1, "greek": 1}


@cache
def printed_persons() -> tuple[ListedPerson, ...]:
    """Persons of the lists of the UN, OFAC and the UK, each with all its names."""
    names: dict[str, dict[str, None]] = {}
    with (_LISTS / "us/ofac_bench_sdn.csv").open(encoding="utf-8", errors="replace", newline="") as file:
        for row in csv.reader(file):
            if len(row) > 2 and row[2].strip() == "individual":
                names[f"ofac {row[0]}"] = {row[1]: None}
    with (_LISTS / "us/ofac_bench_alt.csv").open(encoding="utf-8", errors="replace", newline="") as file:
        for row in csv.reader(file):
            if len(row) > 3 and f"ofac {row[0]}" in names:
                names[f"ofac {row[0]}"][row[3]] = None
    with (_LISTS / "uk/subjects.csv").open(encoding="utf-8", newline="") as file:
        subjects = list(csv.DictReader(file))
    persons = {row["unique_id"] for row in subjects if row["subject_type"] == "individual"}
    with (_LISTS / "uk/subject_names.csv").open(encoding="utf-8", newline="") as file:
        subjects = list(csv.DictReader(file))
    for subject in subjects:
        if subject["unique_id"] in persons:
            names.setdefault(f"uk {subject['unique_id']}", {})[subject["full_name"]] = None
    united_nations = ElementTree.parse(_LISTS / "un/UN_consolidated_2026-02-27.xml")
    for person in united_nations.iter("INDIVIDUAL"):
        parts = [person.findtext(f"{which}_NAME") for which in ("FIRST", "SECOND", "THIRD", "FOURTH")]
        printed = [" ".join(filter(None, parts)), person.findtext("NAME_ORIGINAL_SCRIPT")]
        printed += [alias.findtext("ALIAS_NAME") for alias in person.iter("INDIVIDUAL_ALIAS")]
        names[f"un {person.findtext('DATAID')}"] = {
            _SPACES.sub(" ", name).strip(): None for name in printed if name and name.strip()
        }
    return tuple(
        ListedPerson(each, several)
        for each, printed in names.items()
        if (several := tuple(name for name in printed if 1 < len(name.split()) <= _MOST_WORDS))
    )


def listed_persons(count: int) -> list[ListedPerson]:
    """Persons with `count` names in all: the printed ones in a seeded order, then recombined ones of one name each."""
    chance = random.Random(SEED)
    printed = list(printed_persons())
    chance.shuffle(printed)
    found, size = [], 0
    for person in printed:
        if size + len(person.names) > count:
            break
        found.append(person)
        size += len(person.names)
    words = [name.replace(",", " ").split() for person in printed for name in person.names]
    rare = [word for name in words for word in name if word.isascii() and word.isalpha() and len(word) > 5]
    while size < count:
        name = _recombined(words, chance)
        if chance.random() < FRESH:
            one, other = chance.choice(rare), chance.choice(rare)
            name[chance.randrange(len(name))] = one[: len(one) // 2] + other[len(other) // 2 :].lower()
        found.append(ListedPerson(f"recombined {size}", (" ".join(name),)))
        size += 1
    return found


def asked_names(count: int) -> list[str]:
    """`count` different names to ask about, most of them nobody's on a list."""
    chance = random.Random(SEED + 1)
    words = [name.replace(",", " ").split() for person in printed_persons() for name in person.names]
    found: dict[str, None] = {}
    strangers = [name for name in _strangers(count) if len(name.split()) > 1 or not name.isascii()]
    for name in strangers[: count * 6 // 10]:
        found[name] = None
    while len(found) < count * 8 // 10:
        found[" ".join(_recombined(words, chance))] = None
    while len(found) < count:
        found[_respelt(list(chance.choice(words)), chance)] = None
    names = list(found)
    chance.shuffle(names)
    return names


def _strangers(count: int) -> list[str]:
    """Invented people, most of them in Latin letters."""
    chance = random.Random(SEED + 2)
    most = max(_OF_SCRIPT.values()) * count // sum(_OF_SCRIPT.values()) + 1
    by_script: dict[str, list[str]] = {}
    for each in invented_people(min(most, 6_000)):
        by_script.setdefault(each.group.partition(":")[0], []).append(each.subject.name)
    names = [
        name
        for script, part in _OF_SCRIPT.items()
        for name in by_script.get(script, [])[: part * count // sum(_OF_SCRIPT.values()) + 1]
    ]
    chance.shuffle(names)
    return names


def _recombined(words: Sequence[Sequence[str]], chance: random.Random) -> list[str]:
    """The front of one name and the back of another in the same script."""
    while True:
        front, back = chance.choice(words), chance.choice(words)
        if len(front) > 1 < len(back) and front[0].isascii() == back[-1].isascii():
            at = chance.randint(1, len(front) - 1)
            return [*front[:at], *back[-chance.randint(1, max(1, len(front) - at)) :]]


def _respelt(words: list[str], chance: random.Random) -> str:
    """A listed name as others would write it."""
    way = chance.randrange(5)
    at = words.index(longest(words))
    if way == 0 and len(words[at]) > 4:
        words[at] = typo(words[at], chance)
    elif way == 1:
        chance.shuffle(words)
    elif way == 2 and len(words) > 2:
        del words[1]
    elif way == 3 and len(words) > 1:
        other = 0 if at else 1
        words[other] = words[other][:1]
    else:
        words.insert(1, "Maria")
    return " ".join(words)
