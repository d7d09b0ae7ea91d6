"""Misspelt names: listed organisations asked for with their name written wrongly in eleven ways, each with its country.

Beside the linker stands what the candidate index proposes among the same names, listed and registered: what is not
proposed cannot be found, and what is proposed and not found is what linking leaves lying.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from benchmarks.evaluate.world import library, linker
from benchmarks.index_names import longest, typo
from screening.index import Index, arrays_of
from screening.link.universe import NO_ORGANISATION
from screening.model import Subject, SubjectType
from watchlists.model import Listing, Status

ASKED = 600
FEWEST_WORDS, LONG = 3, 5
K = 10


def run() -> None:
    """Print, a way of writing wrongly, what is found and what is proposed."""
    bearers = linker().universe.bearers
    number = {listing.id: bearer.number for bearer in bearers for listing in bearer.listings}
    index = Index(arrays_of((name.bearer, name.text) for name in linker().universe.names)[0])
    chosen = _chosen()
    print(f"{len(chosen)} listed organisations; CPU milliseconds a name")
    print(f"{'':22} {'linked':>7} {'ms':>6}   proposed, first {K:>2} {'first 3':>8} {'ms':>6}")
    for way, change in WAYS.items():
        chance = random.Random(way)
        texts = [" ".join(change(listing.name.split(), chance)) for listing in chosen]
        start = time.process_time()
        readings = [
            linker().read(Subject(name=text, country=listing.country, type=SubjectType.ORGANISATION))
            for text, listing in zip(texts, chosen, strict=True)
        ]
        middle = time.process_time()
        proposed = [index.search_one(text, K).name.tolist() for text in texts]
        end = time.process_time()
        meant = [number[listing.id] for listing in chosen]
        linked = [
            any(number.get(hit.listing.id) == wanted for hit in reading.hits)
            for reading, wanted in zip(readings, meant, strict=True)
        ]
        count = len(chosen)
        at = [sum(w in p[:k] for w, p in zip(meant, proposed, strict=True)) / count for k in (K, 3)]
        print(
            f"{way:22} {sum(linked) / count:7.3f} {(middle - start) / count * 1e3:6.2f} {at[0]:19.3f} "
            f"{at[1]:8.3f} {(end - middle) / count * 1e3:6.2f}",
            flush=True,
        )


def _chosen() -> list[Listing]:
    """Listed organisations in force, of three words or more, one of them long."""
    fitting = [
        listing
        for listing in library().listings
        if listing.status is Status.IN_FORCE
        and listing.type not in NO_ORGANISATION
        and listing.name.isascii()
        and len(listing.name.split()) >= FEWEST_WORDS
        and len(longest(listing.name.split())) > LONG
    ]
    return random.Random(1).sample(fitting, ASKED)


def _typo(words: list[str], chance: random.Random, times: int = 1) -> list[str]:
    words = list(words)
    at = words.index(longest(words))
    for _ in range(times):
        words[at] = typo(words[at], chance)
    return words


def _in_two_words(words: list[str], chance: random.Random) -> list[str]:
    at = sorted(range(len(words)), key=lambda place: -len(words[place]))[:2]
    return [typo(word, chance) if i in at and len(word) > 3 else word for i, word in enumerate(words)]


def _first_letter(words: list[str], _: random.Random) -> list[str]:
    words = list(words)
    at = words.index(longest(words))
    words[at] = words[at][1] + words[at][0] + words[at][2:]
    return words


def _joined(words: list[str], chance: random.Random) -> list[str]:
    at = chance.randrange(len(words) - 1)
    return [*words[:at], words[at] + words[at + 1], *words[at + 2 :]]


def _split(words: list[str], _: random.Random) -> list[str]:
    at, word = words.index(longest(words)), longest(words)
    return [*words[:at], word[: len(word) // 2], word[len(word) // 2 :], *words[at + 1 :]]


def _neighbours_swapped(words: list[str], chance: random.Random) -> list[str]:
    at = chance.randrange(len(words) - 1)
    return [*words[:at], words[at + 1], words[at], *words[at + 2 :]]


def _shuffled(words: list[str], chance: random.Random) -> list[str]:
    return chance.sample(words, len(words))


def _without_shortest(words: list[str], _: random.Random) -> list[str]:
    at = min(range(len(words)), key=lambda place: len(words[place]))
    return [*words[:at], *words[at + 1 :]]


_ADDED = "National Scientific Joint Eastern Zorvex Alikhanov Petrov Integrated Unified Kovalenko".split()


def _word_added(words: list[str], chance: random.Random) -> list[str]:
    at = chance.randrange(len(words))
    return [*words[:at], chance.choice(_ADDED), *words[at:]]


WAYS: dict[str, Callable[[list[str], random.Random], list[str]]] = {
    "as printed": lambda words, _: words,
    "one wrong letter": _typo,
    "two in one word": lambda words, chance: _typo(words, chance, times=2),
    "one in each of two": _in_two_words,
    "first two letters": _first_letter,
    "two words joined": _joined,
    "a word split": _split,
    "neighbours swapped": _neighbours_swapped,
    "any order": _shuffled,
    "joined and wrong": lambda words, chance: _joined(_typo(words, chance), chance),
    "shortest word left out": _without_shortest,
    "a word added": _word_added,
}
