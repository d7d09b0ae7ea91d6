"""Learn the glossaries of native names again from the parallel names at hand, and hold them against those in force.

Run as `python -m benchmarks.learn_glossary [FOLDER] [--out OUT]`, the folder with `lists/` and `register/` (../shared/data). A pair is
a native and an English name that one record of ROR, an EU act, METI or the tracker of ASPI gives. IBM model 1 is run
in both directions over the words of names; a translation stays where three bodies at least have it and both
directions agree. Han and Hangul are cut by the words that stand between many neighbours and by the glossary in force.

Nothing in force is overwritten: the tables go to OUT, with what is new or gone beside the reviewed ones.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from screening.names.scripts import Script, script_of
from screening.native_names.english import english_words, stem
from screening.native_names.native_words import glossary_key, run_on_text, spaced_words
from screening.native_names.vocabulary import rows

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
SCRIPTS = (Script.HAN, Script.CYRILLIC, Script.ARABIC, Script.HANGUL)
# Sources of the tables in force whose names we may not keep.
NOT_AT_HAND = {
    Script.HAN: "names of the stock exchanges of Shanghai, Shenzhen and Hong Kong",
    Script.HANGUL: "names of companies in the disclosure system DART",
}
FEWEST, LIKELY, DOMINANT, ROUNDS = 3, 0.1, 0.25, 8
LONGEST = 5  # signs of a word
MOST_TRANSLATIONS = 8
NULL = "<null>"
HEADER = ("term", "names", "translations", "example_native", "example_english")


@dataclass(frozen=True)
class Pair:
    """A native and an English name of one body."""

    body: str
    native: str
    english: str
    script: Script


def pairs(folder: Path) -> Iterator[Pair]:
    """The parallel names at hand, each source that is missing said in a sentence."""
    for path, read in (
        ("register/ror_records.jsonl.gz", _ror),
        ("lists/eu/eu_acts_bodies.csv", _eu),
        ("lists/jp/meti_foreign_end_user_list_2025-09-29_cleaned.csv", _meti),
        ("lists/aspi/china_defence_universities_misp.json", _aspi),
    ):
        if not (folder / path).exists():
            print(f"   skipped: {path} is not at hand")
            continue
        for body, names in read(folder / path):
            native = [name for name in names if script_of(name) in SCRIPTS]
            english = [name for name in names if script_of(name) is Script.LATIN]
            for each in native:
                for other in english[:2]:
                    yield Pair(body, each, other, script_of(each))


def _ror(path: Path) -> Iterator[tuple[str, list[str]]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            names = sorted(record["names"], key=lambda name: name["l"] != "en")
            yield record["id"], [name["v"] for name in names if "acronym" not in name["t"]]


def _eu(path: Path) -> Iterator[tuple[str, list[str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = [row["name"], *row["alias"].split(";")]
            yield f"eu {row['celex']} {row['recordId']}", [name.strip() for name in names if name.strip()]


def _meti(path: Path) -> Iterator[tuple[str, list[str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            native = row["native_name_jp_kanji"] if row["iso2"] in ("CN", "HK", "TW") else ""
            yield f"meti {row['list_no']}", [name for name in (native, row["name"]) if name]


def _aspi(path: Path) -> Iterator[tuple[str, list[str]]]:
    for value in json.loads(path.read_text(encoding="utf-8"))["values"]:
        yield f"aspi {value['value']}", [value["value"], *value.get("meta", {}).get("synonyms", ())]


def cutter(script: Script, names: Sequence[str]) -> Callable[[str], list[str]]:
    """What cuts a name of a script into the words that a glossary has."""
    if script in (Script.CYRILLIC, Script.ARABIC):
        return lambda name: [glossary_key(word, script) for word in spaced_words(name, script)]
    known = {
        row["term"] for table in ("glossary", "cedict", "trade_words") for row in rows(f"{table}_{script}")
    }
    runs = [run_on_text(name, script) for name in names]
    lexicon = words_between_neighbours(runs, *((4, 3) if script is Script.HAN else (12, 8)))
    joined = "\n".join(runs)
    lexicon |= {word: 0.7 for word in known if word in joined and word not in lexicon}
    total = math.log(sum(map(math.exp, lexicon.values())) or 1.0)
    return lambda name: cut(run_on_text(name, script), lexicon, total)


def words_between_neighbours(names: Iterable[str], fewest: int, variety: int) -> dict[str, float]:
    """Parts of names that stand between many different signs, with the logarithm of their count."""
    count: Counter[str] = Counter()
    before: dict[str, set[str]] = defaultdict(set)
    after: dict[str, set[str]] = defaultdict(set)
    for number, name in enumerate(names):
        for size in range(2, LONGEST + 1):
            for at in range(len(name) - size + 1):
                part = name[at : at + size]
                count[part] += 1
                before[part].add(name[at - 1] if at else str(number))
                after[part].add(name[at + size] if at + size < len(name) else str(number))
    return {
        part: math.log(times)
        for part, times in count.items()
        if times >= fewest and min(len(before[part]), len(after[part])) >= variety
    }


def cut(name: str, lexicon: dict[str, float], total: float) -> list[str]:
    """The likeliest words of a run; signs in a row that are none are one unknown word."""
    best = [(0.0, 0)] + [(-math.inf, 0)] * len(name)
    for end in range(1, len(name) + 1):
        for start in range(max(0, end - LONGEST), end):
            part = name[start:end]
            if part not in lexicon and end - start > 1:
                continue
            gain = best[start][0] + (lexicon[part] - total if part in lexicon else -total - 2)
            if gain > best[end][0]:
                best[end] = (gain, start)
    words: list[str] = []
    end = len(name)
    while end:
        words.append(name[best[end][1] : end])
        end = best[end][1]
    joined: list[str] = []
    for word in reversed(words):
        if len(word) == 1 and joined and joined[-1] not in lexicon:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


Bitext = list[tuple[list[str], list[str], float]]  # words of both sides, and the weight of the pair


def translation_chances(bitext: Bitext) -> dict[str, dict[str, float]]:
    """IBM model 1: how likely each word of the left side gives each of the right; the left side has an empty word."""
    chances: dict[str, dict[str, float]] = {}
    for _ in range(ROUNDS):
        counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for left, right, weight in bitext:
            for word in right:
                shares = {each: chances[each].get(word, 0.0) if chances else 1.0 for each in (*left, NULL)}
                whole = sum(shares.values()) or 1e-9
                for each, share in shares.items():
                    if share:
                        counts[each][word] += weight * share / whole
        chances = {}
        for each, row in counts.items():
            whole = sum(row.values())
            chances[each] = {word: count / whole for word, count in row.items() if count / whole > 1e-4}
    return chances


def learn(found: Sequence[Pair], script: Script) -> list[tuple[str, ...]]:
    """The rows of a glossary: terms, how many bodies have them, translations with their chances, an example."""
    chosen = [pair for pair in found if pair.script is script]
    cut_name = cutter(script, [pair.native for pair in chosen])
    per_body = Counter(pair.body for pair in chosen)
    printed: dict[str, Counter[str]] = defaultdict(Counter)
    bodies: dict[str, set[str]] = defaultdict(set)
    together: dict[tuple[str, str], set[str]] = defaultdict(set)
    example: dict[tuple[str, str], Pair] = {}
    bitext: Bitext = []
    base: Counter[str] = Counter()
    for pair in chosen:
        native = list(dict.fromkeys(cut_name(pair.native)))
        words = [word for word in english_words(pair.english, script) if len(word) > 1]
        for word in words:
            printed[stem(word)][word] += 1
        stems = list(dict.fromkeys(map(stem, words)))
        if not native or not stems:
            continue
        bitext.append((native, stems, 1 / per_body[pair.body]))
        base.update(stems)
        for term in native:
            bodies[term].add(pair.body)
            for short in stems:
                together[term, short].add(pair.body)
                example.setdefault((term, short), pair)
    forward = translation_chances(bitext)
    backward = translation_chances([(right, left, weight) for left, right, weight in bitext])
    made = []
    for term, holders in bodies.items():
        if len(holders) < FEWEST:
            continue
        good = [
            (short, chance)
            for short, chance in forward.get(term, {}).items()
            if len(together[term, short]) >= FEWEST
            and chance >= LIKELY
            and len(together[term, short]) / len(holders) >= max(LIKELY, 3 * base[short] / len(bitext))
            and backward.get(short, {}).get(term, 0.0) >= 0.01
        ]
        good.sort(key=lambda each: -each[1])
        if not good or good[0][1] < DOMINANT:
            continue
        pair = example[term, good[0][0]]
        said = " ".join(
            f"{printed[short].most_common(1)[0][0]}:{chance:.2f}"
            for short, chance in good[:MOST_TRANSLATIONS]
        )
        made.append((term, str(len(holders)), said, pair.native, pair.english))
    return sorted(made, key=lambda row: -int(row[1]))


def compare(made: Sequence[tuple[str, ...]], script: Script) -> tuple[list[str], list[str], list[str]]:
    """Terms that are new, those in force that were not learned, and those whose first translation is another one."""
    in_force = {row["term"]: _first(row["translations"]) for row in rows(f"glossary_{script}")}
    learned = {row[0]: _first(row[2]) for row in made}
    new = [term for term in learned if term not in in_force]
    gone = [term for term in in_force if term not in learned]
    other = [term for term, word in learned.items() if in_force.get(term, word) != word]
    return new, gone, other


def _first(translations: str) -> str:
    return stem(re.split("[ :]", translations)[0])


def main() -> None:
    """Learn each script, write its table and say how it differs from the one in force."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path, default=SHARED)
    parser.add_argument("--out", type=Path, default=Path("out/glossary"))
    asked = parser.parse_args()
    if not asked.folder.exists():
        print(
            f"Nothing learned: the parallel names ({asked.folder}) are not at hand. The tables in force stay."
        )
        return
    found = list(pairs(asked.folder))
    asked.out.mkdir(parents=True, exist_ok=True)
    for script in SCRIPTS:
        made = learn(found, script)
        path = asked.out / f"glossary_{script}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([HEADER, *made])
        new, gone, other = compare(made, script)
        print(
            f"{script}: {sum(pair.script is script for pair in found):,} pairs, {len(made):,} terms in {path}; "
            f"beside the reviewed table {len(new):,} new, {len(gone):,} not learned, "
            f"{len(other):,} with another first translation"
        )
        if script in NOT_AT_HAND:
            print(f"   not at hand, so that terms of it could not be learned: {NOT_AT_HAND[script]}")


if __name__ == "__main__":
    main()
