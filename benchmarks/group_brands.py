"""Offices abroad of listed groups, and strangers with a brand's word: `python -m benchmarks.group_brands [--show]`.

414 made names of 24 groups of `group_brands.csv` (their brand with a place and a word of research, joint work with a
university, trade or a legal form), in halves by group; 60 real ones of group_offices.csv, written from general knowledge;
and made names of nobody listed: the first word of a listed company with what shops, clubs and schools are called by. Asked:
the outcome is review. Right: a hit is on a listing whose names hold the group's brand. What of the other half of the made
names is missed is not shown: the rule is not to be fitted to it.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle, product
from pathlib import Path

from benchmarks.outcomes.screen import shipped_engine
from screening.engine import Engine
from screening.model import Inquiry, Result, Subject, SubjectType

REAL = Path(__file__).parent / "group_offices.csv"
MADE, SEED = 414, 40
ONE_HALF = 0.5
SURE = 0.8
FIT = "Huawei,DJI,SenseTime,Nuctech,CRRC,Hikvision,ZTE,BGI,Inspur,Kaspersky,Tencent,Rosneft".split(",")
HELD = "Dahua,Hytera,Megvii,iFlytek,CATL,Novogene,Quectel,Hesai,Autel,BYD,Alibaba,Sberbank".split(",")
CITIES = (
    "Grenoble,Lund,Dresden,Tel Aviv,Tampere,Edinburgh,Gothenburg,Turin,Leuven,Eindhoven,Brno,Krakow,Lisbon,Valencia,"
    "Montreal,Waterloo,Austin,Seattle,Sydney,Auckland,Osaka,Daejeon,Bangalore,Haifa,Oulu,Graz,Aarhus,Toulouse,Cork"
).split(",")
COUNTRIES = (
    "Germany,France,Italy,Spain,Poland,Hungary,Sweden,Finland,Ireland,Canada,Australia,Japan,India,Brazil,Mexico,Turkey,"
    "Israel,Malaysia,Singapore,Chile"
).split(",")
SCHOOLS = (
    "University of Edinburgh,Imperial College London,University of Toronto,Technical University of Munich,"
    "Delft University of Technology,Lund University,National University of Singapore,University of Surrey"
).split(",")
LETTERS = "HKUST,NTU,EPFL,KAIST,TUM,UCL,ETH,UNSW".split(",")
FORMS = (
    "{brand} {city} Research Center",
    "{brand} {city} Research Institute",
    "{brand} {country} R&D Centre",
    "{brand} {city} Lab",
    "{school}-{brand} Joint Lab",
    "{school} - {brand} Joint Laboratory",
    "{brand}-{school} Joint Innovation Centre",
    "Joint Research Centre of {school} and {brand}",
    "{letters}-{brand} Joint Lab",
    "{brand} {country} Ltd",
    "{brand} ({country}) GmbH",
    "{brand} {city} S.r.l.",
    "{brand} UK Ltd",
    "{brand} Europe",
    "{brand} Technologies {country}",
    "{brand} Tech",
    "{brand} Technology Inc., {city}",
    "{brand} {country} Pvt. Ltd., {city}",
)
STRANGERS = (
    "{word} Bakery, Leeds",
    "{word} Rugby Club",
    "{word} Primary School, Leicester",
    "{word} Kōhanga Reo",
    "{word} Apotheek",
    "{word} Hair Salon, Dublin",
    "Café {word}, Lyon",
    "{word} Veterinary Clinic, Hamilton",
    "{word} Parish Church",
    "{word} Florist",
    "{word} Architekten Zürich",
    "{word} Wedding Photography",
)
COMPANIES = 171  # whose first words are asked with each of the strangers', beside the 24 brands: 2,340 names


@dataclass(frozen=True, slots=True)
class Office:
    """A name, and the brand of the group that it is an office of; "" where it is nobody's."""

    text: str
    group: str
    supplier: bool = True
    country: str = ""

    @property
    def inquiry(self) -> Inquiry:
        """A supplier's name, or the affiliation of somebody without a name."""
        if self.supplier:
            return Inquiry(Subject(self.text, SubjectType.ORGANISATION, country=self.country))
        return Inquiry(Subject(affiliations=(self.text,), institution_country=self.country))


def made_offices() -> list[Office]:
    """The 414 made names, of all groups."""
    chance = random.Random(SEED)
    cities, countries, schools, letters = (
        cycle(chance.sample(words, len(words))) for words in (CITIES, COUNTRIES, SCHOOLS, LETTERS)
    )
    every = [
        Office(
            form.format(
                brand=brand,
                city=next(cities),
                country=next(countries),
                school=next(schools),
                letters=next(letters),
            ),
            brand,
            supplier=chance.random() < ONE_HALF,
        )
        for brand, form in product((*FIT, *HELD), FORMS)
    ]
    return chance.sample(every, MADE)


def real_offices() -> list[Office]:
    """The 60 real ones."""
    with REAL.open(encoding="utf-8", newline="") as file:
        return [
            Office(row["text"], row["group"], row["type"] == "supplier", row["country"])
            for row in csv.DictReader(file)
        ]


def strangers(engine: Engine) -> list[Office]:
    """Names of nobody listed, with the first words of listed companies and with the brands of groups."""
    words = sorted(engine.linker.texts.brands.companies)
    drawn = [word.title() for word in random.Random(SEED).sample(words, COMPANIES)]
    return [Office(form.format(word=word), "") for word, form in product((*drawn, *FIT, *HELD), STRANGERS)]


def is_asked(result: Result) -> bool:
    """Whether somebody has to look."""
    return result.assessment.outcome.value == "review"


def is_right(result: Result, office: Office) -> bool:
    """Whether a hit is on a listing whose names hold the group's brand."""
    brand = office.group.lower()
    return any(
        brand in name.text.lower()
        for hit in result.reading.hits
        for listing in (hit.listing, *hit.other_listings)
        for name in listing.names
    )


def surest(result: Result) -> float:
    """The confidence of the surest hit; 0 where there is none."""
    return max((hit.confidence for hit in result.reading.hits), default=0.0)


def screened(engine: Engine, offices: Sequence[Office]) -> list[tuple[Office, Result]]:
    """Each name with its result."""
    return list(zip(offices, engine.screen_all(each.inquiry for each in offices), strict=True))


def print_rates(title: str, results: Iterable[tuple[Office, Result]]) -> None:
    """One line: how many, and what share was asked, right, at one half or more, sure."""
    rows = [
        (
            is_asked(result),
            is_asked(result) and is_right(result, office),
            surest(result) >= ONE_HALF,
            surest(result) >= SURE,
        )
        for office, result in results
    ]
    shares = (
        f"{name} {100 * sum(column) / len(rows):5.1f}%"
        for name, column in zip(
            ("asked", "right", "at .5 or more", "sure"), zip(*rows, strict=True), strict=True
        )
    )
    print(f"{title:24} {len(rows):5}  {'  '.join(shares)}")


def main(words: list[str]) -> int:
    """Print the shares of each set; with --show what of the first half and of the real ones is missed, and who is asked."""
    engine = shipped_engine()
    made = screened(engine, made_offices())
    fit = [each for each in made if each[0].group in FIT]
    real = screened(engine, real_offices())
    nobody = screened(engine, strangers(engine))
    print_rates("made, half fit", fit)
    print_rates("made, other half", [each for each in made if each[0].group in HELD])
    print_rates("made, all", made)
    print_rates("real", real)
    print_rates("strangers", nobody)
    if "--show" in words:
        for office, result in (*fit, *real):
            if not (is_asked(result) and is_right(result, office)):
                print(f"  missed: {office.text}")
        for office, result in nobody:
            if is_asked(result):
                named = result.reading.hits[0] if result.reading.hits else None
                print(f"  asked: {office.text}: {surest(result):.2f} {named.listing.name if named else ''}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
