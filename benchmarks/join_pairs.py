"""Pairs of listings to be labelled: is the one party the other?

`python benchmarks/join_pairs.py --pairs pairs.csv --key key.csv` draws them with a fixed seed from the organisations in
force on the shipped lists; of other lists it draws other pairs.
- `pairs.csv` is for the readers: what both lists print, and nothing of what our code makes of it.
- `key.csv` holds why a pair was drawn, and whether the ledger joined it on the day it was drawn.
A party stands in one pair at most, so that a half by pairs is a half by parties.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path

from rapidfuzz import fuzz

from screening.affiliations.tokens import HAN, name_words
from screening.link.bearers import Bearer
from screening.link.ledger import bare_key, key_of
from screening.link.lexicon import Lexicon
from screening.link.universe import Assembly, Universe
from watchlists.countries import country_name
from watchlists.library import load_library
from watchlists.model import Listing, PartyType, Status
from watchlists.register import load_register

SEED = 20261129
WANTED = {"joined": 70, "near": 70, "one list": 30, "alike": 30}
ALIKE = 72  # of 100: below it two names are hardly read as one
NEAR = 85
COMMON = 60  # names of one country that share a word: more of them say nothing
DIGIT = re.compile(r"\d+|\b[IVX]{2,}\b")
GROUP = frozenset({"group", "holding", "holdings", "corporation", "concern"})
NAMES_SHOWN = 12

Pair = tuple[Listing, Listing]


def main() -> None:
    """Draw the pairs and write both files."""
    asked = argparse.ArgumentParser(description="Draws pairs of listings to be labelled.")
    asked.add_argument("--pairs", type=Path, required=True, help="where the pairs are written")
    asked.add_argument("--key", type=Path, required=True, help="where our present answers are written")
    paths = asked.parse_args()
    listings = [
        listing
        for listing in load_library().listings
        if listing.status is Status.IN_FORCE and listing.type is PartyType.ORGANISATION
    ]
    assembly = Assembly(load_register().in_order, listings)
    assembly.assemble()
    drawn = draw(listings, assembly.universe())
    write(drawn, paths.pairs, paths.key)


def draw(listings: list[Listing], universe: Universe) -> list[tuple[str, bool, Pair]]:
    """The pairs in the order the readers see, each with why it was drawn and whether it is joined."""
    chance = random.Random(SEED)
    bearers = {entry.id: bearer for bearer in universe.bearers for entry in bearer.listings}
    used: set[int] = set()
    drawn: list[tuple[str, bool, Pair]] = []

    def take(why: str, count: int, pairs: Iterable[Pair]) -> None:
        for pair in pairs if count else ():
            numbers = {bearers[entry.id].number for entry in pair}
            if used.isdisjoint(numbers):
                used.update(numbers)
                drawn.append((why, len(numbers) == 1, pair if chance.random() < 0.5 else (pair[1], pair[0])))
                count -= 1
                if not count:
                    return

    joined = _shuffled(_joined(universe.bearers), chance)
    within = [pair for pair in joined if pair[0].watchlist_id == pair[1].watchlist_id]
    across = [pair for pair in joined if pair[0].watchlist_id != pair[1].watchlist_id]
    near = {kind: _shuffled(pairs, chance) for kind, pairs in _near(listings, bearers, universe.lexicon)}
    apart = [
        pair for pairs in near.values() for pair in pairs if pair[0].watchlist_id == pair[1].watchlist_id
    ]
    take("one list", 10, within)
    take("one list", WANTED["one list"] - sum(why == "one list" for why, _, _ in drawn), apart)
    # Names that are one letter for letter say little: a quarter of the joined pairs.
    equal = [pair for pair in across if key_of(pair[0].name) == key_of(pair[1].name)]
    unequal = [pair for pair in across if key_of(pair[0].name) != key_of(pair[1].name)]
    take("joined", WANTED["joined"] // 4, equal)
    take("joined", WANTED["joined"] - WANTED["joined"] // 4, unequal)
    kinds = sorted(near)
    for place, kind in enumerate(kinds):
        left = WANTED["near"] - sum(why.startswith("near") for why, _, _ in drawn)
        of_lists = [pair for pair in near[kind] if pair[0].watchlist_id != pair[1].watchlist_id]
        take(f"near: {kind}", left // (len(kinds) - place), of_lists)
    take("alike", WANTED["alike"], _alike(listings, chance))
    chance.shuffle(drawn)
    return drawn


def _shuffled(pairs: Iterable[Pair], chance: random.Random) -> list[Pair]:
    ordered = sorted(pairs, key=lambda pair: (pair[0].id, pair[1].id))
    chance.shuffle(ordered)
    return ordered


def _joined(bearers: Iterable[Bearer]) -> Iterator[Pair]:
    for bearer in bearers:
        yield from combinations(sorted(bearer.listings, key=lambda entry: entry.id), 2)


def _near(
    listings: list[Listing], bearers: dict[str, Bearer], lexicon: Lexicon
) -> Iterator[tuple[str, list[Pair]]]:
    """Pairs that are not joined, by what makes them near."""
    found: dict[str, list[Pair]] = defaultdict(list)
    for one, other in _sharing_a_word(listings):
        if bearers[one.id].number == bearers[other.id].number:
            continue
        if kind := _kind(one, other, lexicon):
            found[kind].append((one, other))
    yield from sorted(found.items())


def _kind(one: Listing, other: Listing, lexicon: Lexicon) -> str:
    names = [{key_of(name.text) for name in each.names} for each in (one, other)]
    words = [name_words(each.name) for each in (one, other)]
    if key_of(one.name) in names[1] or key_of(other.name) in names[0]:
        return "a name of one is a name of the other"
    if bare_key(one.name, lexicon) == bare_key(other.name, lexicon):
        return "legal form"
    different = set(words[0]) ^ set(words[1])
    alike = fuzz.token_sort_ratio(" ".join(words[0]), " ".join(words[1]))
    if alike >= ALIKE and DIGIT.findall(one.name) != DIGIT.findall(other.name):
        return "number"
    if different & GROUP and len(different) <= 3:
        return "group"
    return "alike" if alike >= NEAR else ""


def _sharing_a_word(listings: list[Listing]) -> Iterator[Pair]:
    """Pairs of one country, or of none, whose names share a word that few names there have."""
    holding: dict[str, list[Listing]] = defaultdict(list)
    for listing in listings:
        for word in {
            word for name in listing.names if not HAN.search(name.text) for word in name_words(name.text)
        }:
            holding[word].append(listing)
    seen: set[tuple[str, str]] = set()
    for word in sorted(holding):
        if len(holding[word]) > COMMON:
            continue
        for one, other in combinations(sorted(holding[word], key=lambda entry: entry.id), 2):
            countries = set(one.country.split()), set(other.country.split())
            if (one.id, other.id) not in seen and (not all(countries) or countries[0] & countries[1]):
                seen.add((one.id, other.id))
                yield one, other


def _alike(listings: list[Listing], chance: random.Random) -> Iterator[Pair]:
    """A listing at random with the one whose name is most like its own, of whatever list or country."""
    ordered = sorted(listings, key=lambda entry: entry.id)
    chance.shuffle(ordered)
    texts = {entry.id: " ".join(name_words(entry.name)) for entry in ordered}
    for one in ordered:
        others = (
            (fuzz.token_sort_ratio(texts[one.id], texts[each.id]), each.id, each)
            for each in ordered
            if each is not one
        )
        alike, _, other = max(others, key=lambda each: each[:2])
        if alike >= ALIKE:
            yield one, other


def write(drawn: list[tuple[str, bool, Pair]], pairs: Path, key: Path) -> None:
    """Write what the readers see, and apart from it our present answers."""
    sides = [f"{column}_{side}" for side in "ab" for column in _shown(drawn[0][2][0])]
    with pairs.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["pair", *sides])
        for number, (_, _, pair) in enumerate(drawn, start=1):
            writer.writerow([number, *(value for each in pair for value in _shown(each).values())])
    with key.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["pair", "listing_a", "listing_b", "drawn_as", "joined"])
        for number, (why, is_joined, pair) in enumerate(drawn, start=1):
            writer.writerow([number, pair[0].id, pair[1].id, why, "yes" if is_joined else "no"])


def _shown(listing: Listing) -> dict[str, str]:
    return {
        "list": listing.watchlist_id,
        "name": listing.name,
        "aliases": " | ".join(name.text for name in listing.printed_names[1 : NAMES_SHOWN + 1]),
        "country": " ".join(map(country_name, listing.country.split())),
        "place": listing.place,
        "identifiers": " | ".join(f"{scheme}={value}" for scheme, value in listing.identifiers),
        "citation": listing.citation,
    }


if __name__ == "__main__":
    main()
