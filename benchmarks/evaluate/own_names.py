"""Tests that need no labels: printed names find themselves, hidden bodies are not read as listed ones, typing errors
are still found, and a wrong country finds nothing.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator

from benchmarks.evaluate.world import in_force, library, linker, share
from screening.affiliations.tokens import HAN
from screening.link.bearers import Bearer, Strength
from screening.link.ledger import key_of
from screening.link.lexicon import WordClass
from screening.model import Relation, Subject
from watchlists.model import NameKind, PartyType

COUNTRIES = frozenset("CN RU IR PK HK BY SY".split())
UNMATCHED = (
    NameKind.CONTESTED,
    NameKind.FRAGMENT,
    NameKind.ACRONYM,
    NameKind.WEAK_ALIAS,
    NameKind.SUBORDINATE,
)
GOODS = ("us-cbp-wro", "us-fcc-covered")  # goods, vessels and regions stand on them as entries
ADDRESS = re.compile(r"Address \d+")  # the Entity List lists addresses as such
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHOWN = 12


def run() -> None:
    printed_names()
    unknown_organisations()
    typing_errors()
    wrong_country()


def printed_names() -> None:
    """Every list's own names, with the listing's country."""
    counts: Counter[tuple[str, bool]] = Counter()
    missed: list[str] = []
    for listing in library().listings:
        if (
            listing.type is PartyType.PERSON
            or listing.watchlist_id in GOODS
            or ADDRESS.fullmatch(listing.name)
        ):
            continue
        for name in listing.names:
            if name.kind in UNMATCHED:
                continue
            reading = linker().read(Subject(name=name.text, country=listing.country.split(" ")[0]))
            found = {hit.listing.id for hit in reading.hits} | {
                o.id for hit in reading.hits for o in hit.other_listings
            }
            kind = "primary" if name.kind is NameKind.PRIMARY else "other names"
            counts[kind, listing.id in found] += 1
            if listing.id not in found:
                missed.append(f"{name.kind.value} {listing.id}: {name.text}")
    for kind in ("primary", "other names"):
        print(f"printed names, {kind}: {share(counts[kind, True], counts[kind, True] + counts[kind, False])}")
    show(missed)


def unknown_organisations() -> None:
    """Each unlisted body of the listed countries, with its own entry hidden, by its display name and country."""
    wrong, parts, asked = [], [], 0
    for bearer in linker().universe.bearers:
        body = bearer.body
        if body is None or bearer.listings or body.country not in COUNTRIES:
            continue
        asked += 1
        reader = linker().texts.claims(body.name, body.country, hidden=frozenset({body.id}))
        same = [link for link in linker().texts.relations.links(reader) if link.relation is Relation.SAME]
        if same:
            line = f"{body.name} -> {same[0].listed.name} by “{same[0].claim.name.text}”"
            holds = same[0].claim.name.key in key_of(body.name)
            (parts if holds else wrong).append(line)
    print(f"unknown organisations read as a listed one: {share(len(wrong), asked)}")
    show(wrong)
    print(f"parts and spellings of a listed one, whose name stands in theirs: {share(len(parts), asked)}")
    show(parts)


def typing_errors() -> None:
    """One letter wrong in a distinctive word, of research bodies in the register; no country given."""
    found, asked, missed = 0, 0, []
    for bearer in research_bodies():
        text = misspelt(bearer)
        if not text:
            continue
        asked += 1
        hits = linker().read(Subject(name=text)).hits
        if any(hit.listing in bearer.listings for hit in hits):
            found += 1
        else:
            missed.append(f"{text} ({bearer.name})")
    print(f"one wrong letter in a distinctive word, found for review: {share(found, asked)}")
    show(missed)


def wrong_country() -> None:
    """A listed research body's name with a country that is not its own."""
    hits = 0
    bodies = list(research_bodies())
    for bearer in bodies:
        hits += bool(in_force(linker().read(Subject(affiliations=(f"{bearer.name}, Brazil",))).hits))
    print(f"wrong country appended, found nothing: {share(len(bodies) - hits, len(bodies))}")


def research_bodies() -> Iterator[Bearer]:
    for bearer in linker().universe.bearers:
        if bearer.body is not None and bearer.listings and "company" not in bearer.types:
            yield bearer


def misspelt(bearer: Bearer) -> str:
    """The name with one inner letter of its longest distinctive word (else place) changed; "" where there is none."""
    lexicon = linker().universe.lexicon
    if HAN.search(bearer.name):
        return ""
    words = bearer.name.split()
    fitting = [
        w
        for w in words
        if w.isalpha() and len(w) > 4 and lexicon.kind(w.lower()) in (WordClass.DISTINCTIVE, WordClass.PLACE)
    ]
    if not fitting or lexicon.strength([w.lower() for w in words]) is not Strength.STRONG:
        return ""
    word = max(fitting, key=len)
    chance = random.Random(bearer.id)
    at = chance.randrange(1, len(word))
    letter = chance.choice([x for x in LETTERS if x != word[at].lower()])
    return bearer.name.replace(word, word[:at] + letter + word[at + 1 :], 1)


def show(lines: list[str]) -> None:
    for line in lines[:SHOWN]:
        print(f"  {line}")
