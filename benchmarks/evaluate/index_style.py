"""Register bodies written as citation indexes write them: words cut short, "of" and "the" dropped, city and country.

Listed research bodies must be found; unlisted ones must not be read as a listed body. No label is needed, and the table
of cuts below was written from what indexes print, not from what the engine knows.
"""

from __future__ import annotations

import re

from benchmarks.evaluate.own_names import show
from benchmarks.evaluate.world import in_force, linker, share
from screening.affiliations.tokens import HAN
from screening.link.bearers import Bearer
from screening.model import Relation, Subject

COUNTRIES = {"CN": "Peoples R China", "RU": "Russia", "IR": "Iran"}
DROPPED = frozenset("of the for in on at".split())
CUT = {
    short: words.split()
    for short, words in (
        ("Univ", "university"),
        ("Sci", "science sciences"),
        ("Technol", "technology technological"),
        ("Tech", "technical"),
        ("Inst", "institute"),
        ("Engn", "engineering"),
        ("Natl", "national"),
        ("Res", "research"),
        ("Ctr", "center centre"),
        ("Acad", "academy"),
        ("Lab", "laboratory"),
        ("Med", "medical"),
        ("Agr", "agricultural"),
        ("Aeronaut", "aeronautics"),
        ("Astronaut", "astronautics"),
        ("Elect", "electronic electronics electrical"),
        ("Informat", "information"),
        ("Chem", "chemical chemistry"),
        ("Phys", "physics"),
        ("Math", "mathematics"),
        ("Def", "defense defence"),
        ("Telecommun", "telecommunications"),
        ("Polytech", "polytechnic polytechnical"),
        ("Commun", "communication communications"),
        ("Mech", "mechanical"),
        ("Ind", "industrial"),
        ("Hosp", "hospital"),
        ("Mil", "military"),
        ("Int", "international"),
        ("Comp", "computer computing"),
        ("Mat", "materials"),
        ("Appl", "applied"),
        ("Adv", "advanced"),
        ("Coll", "college"),
        ("Sch", "school"),
        ("Geosci", "geosciences"),
        ("Petr", "petroleum"),
        ("Nucl", "nuclear"),
        ("Aviat", "aviation"),
        ("Min", "mining"),
        ("Opt", "optics"),
        ("Microelect", "microelectronics"),
        ("Automat", "automation"),
        ("Semicond", "semiconductors"),
        ("Aerosp", "aerospace"),
        ("Shipbldg", "shipbuilding"),
    )
}
SHORT = {word: short for short, words in CUT.items() for word in words}


def run() -> None:
    """Print the shares of listed bodies found and of unlisted ones read as listed, with the misses."""
    found, missed, false, unlisted = 0, [], [], 0
    for bearer in linker().universe.bearers:
        body = bearer.body
        if body is None or body.country not in COUNTRIES or HAN.search(bearer.name):
            continue
        text = as_indexes_write(bearer)
        hits = in_force(linker().read(Subject(affiliations=(text,))).hits)
        if not bearer.listings:
            unlisted += 1
            same = [hit for hit in hits if hit.relation is Relation.SAME]
            false += [f"{text} -> {same[0].listing.name} by “{same[0].matched_name}”"] if same else []
        elif "company" not in bearer.types and in_force_at_all(bearer):
            right = any(hit.listing in bearer.listings for hit in hits)
            found += right
            missed += [] if right else [f"{text} ({bearer.name})"]
    print(f"listed research bodies as indexes write them: {share(found, found + len(missed))}")
    show(missed)
    print(f"unlisted bodies so written, read as a listed one: {share(len(false), unlisted)}")
    show(false)


def in_force_at_all(bearer: Bearer) -> bool:
    return any(listing.status.value == "in_force" for listing in bearer.listings)


def as_indexes_write(bearer: Bearer) -> str:
    """The name, cut short, with its city and country."""
    words = re.sub(r"\(.*?\)|[,']", " ", bearer.name.replace("'", "")).split()
    kept = [word for word in words if word.lower() not in DROPPED]
    short = ["&" if word.lower() == "and" else SHORT.get(word.lower(), word) for word in kept]
    body = bearer.body
    assert body is not None
    places = [*body.cities[:1], COUNTRIES[body.country]]
    return ", ".join([" ".join(short), *places])
