"""Names for measuring the candidate index: any number of them, with the vocabulary of real lists.

Printed names of ROR, OFAC, BIS, the UK and the UN are cut and joined anew: the front of one name with the back of
another, so that words keep their real frequencies. One name in six gets a word that no list holds, made of
two halves of rare words, for the vocabulary of a million real names goes on growing. Seeded: the same each time.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import re
from collections import Counter
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
SEED = 20_260
FRESH = 1 / 6
SWAPS = {
    "k": "c",
    "c": "k",
    "i": "y",
    "y": "i",
    "v": "w",
    "w": "v",
    "kh": "h",
    "zh": "j",
    "ou": "u",
    "j": "dj",
    "ph": "f",
}
KINDS = ("same", "typo", "typo2", "translit", "join", "drop", "initial", "add", "swap")
ADDED = "group holding research centre limited international company office".split()


def printed_names() -> list[str]:
    """Real names with their repeats, organisations and persons; empty where the lists are not at hand."""
    if not SHARED.is_dir():
        return []
    lists = SHARED / "lists"
    with gzip.open(SHARED / "register" / "ror_records.jsonl.gz", "rt", encoding="utf-8") as file:
        names = [
            name["v"] for line in file for name in json.loads(line)["names"] if "acronym" not in name["t"]
        ]
    for file_name, column in (
        ("us/ofac_bench_sdn.csv", 1),
        ("us/ofac_bench_alt.csv", 3),
        ("uk/subject_names.csv", 4),
    ):
        with (lists / file_name).open(encoding="utf-8", errors="replace", newline="") as file:
            names += [row[column] for row in csv.reader(file) if len(row) > column]
    for entry in json.loads((lists / "us/bis_entity_list.json").read_text(encoding="utf-8"))["entities"]:
        names += [entry["name"], *entry["aliases"]]
    united_nations = (lists / "un/UN_consolidated_2026-02-27.xml").read_text(encoding="utf-8")
    names += re.findall(r"<ALIAS_NAME>([^<]+)", united_nations)
    return [name for name in names if isinstance(name, str) and len(name) > 3]


def many_names(count: int) -> list[str]:
    """`count` different names, the printed ones first."""
    chance = random.Random(SEED)
    real = printed_names()
    names = dict.fromkeys(real)
    words = [name.split() for name in names]
    frequency = Counter(word for name in words for word in name)
    rare = [word for word, times in frequency.items() if times <= 2 and word.isalpha() and len(word) > 5]
    while len(names) < count:
        front, back = chance.choice(words), chance.choice(words)
        name = front[: chance.randint(1, len(front))] + back[chance.randint(0, len(back) - 1) :]
        if chance.random() < FRESH:
            one, other = chance.choice(rare), chance.choice(rare)
            name[chance.randrange(len(name))] = one[: len(one) // 2] + other[len(other) // 2 :].lower()
        names[" ".join(name[:12])] = None
    return list(names)[:count]


def planted(names: list[str], each: int) -> list[tuple[str, str, int]]:
    """(kind of mutation, mutated name, place of the name meant), `each` of every kind."""
    chance = random.Random(SEED + 1)
    queries = []
    for kind in KINDS:
        made = 0
        while made < each:
            place = chance.randrange(len(names))
            words = names[place].split()
            enough = 3 if kind in ("drop", "initial") else 2  # what is left must still name something
            if enough <= len(words) and names[place].isascii() and len(longest(words)) > 5:
                queries.append((kind, " ".join(_mutated(words, kind, chance)), place))
                made += 1
    return queries


def longest(words: list[str]) -> str:
    """The first of the longest words."""
    return max(words, key=len)


def _mutated(words: list[str], kind: str, chance: random.Random) -> list[str]:
    words = list(words)
    at = words.index(longest(words))
    if kind in ("typo", "typo2"):
        for _ in range(1 if kind == "typo" else 2):
            words[at] = typo(words[at], chance)
    elif kind == "translit":
        words = [_respelt(word) for word in words]
    elif kind == "join":
        first = chance.randrange(len(words) - 1)
        words[first : first + 2] = [words[first] + words[first + 1]]
    elif kind == "drop":
        shortest = min(range(len(words)), key=lambda place: len(words[place]))
        del words[shortest]
    elif kind == "initial":
        other = next(place for place in range(len(words)) if place != at)
        words[other] = words[other][:1]
    elif kind == "add":
        words.insert(chance.randrange(len(words) + 1), chance.choice(ADDED))
    elif kind == "swap":
        chance.shuffle(words)
    return words


def typo(word: str, chance: random.Random) -> str:
    """The word with an inner letter lost, doubled up, replaced or exchanged with the next."""
    at, letter = chance.randrange(1, len(word) - 1), chance.choice("abcdefghijklmnopqrstuvwxyz")
    return chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )


def _respelt(word: str) -> str:
    low = word.lower()
    for letters, other in SWAPS.items():
        if letters in low[1:]:
            return low[0] + low[1:].replace(letters, other, 1)
    return low
