"""A few hundred texts that are kept, and what a card may do with them: the part of judging that needs no scikit-learn.

They are of held-out bodies, written from what the project itself holds, and such as the exact reading leaves without a hit
in force. A card that asks about too few of the listed or too many of the others is worse than the one that was fitted.
"""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.fit_scorecard.examples import Examples
from benchmarks.fit_scorecard.judge import QUESTION
from benchmarks.fit_scorecard.points import points_of, worth_of
from screening.link import Linker
from screening.link.second_stage import FEATURES

TEXTS = Path(__file__).parent / "golden_texts.csv"
LISTED, OTHERS = 200, 300
# What editions of lists may move before somebody should look.
SLACK = 0.04
_SEED = 5
_COLUMNS = ("text", "country", "hidden", "sort", "listed")


def write_golden(examples: Examples) -> None:
    """Keep a sample of the held-out texts."""
    chance = random.Random(_SEED)
    fitting = [
        text
        for text, silent in zip(examples.texts, examples.silent, strict=True)
        if silent and text.is_held_out and text.is_ours
    ]
    chosen = []
    for listed, count in ((True, LISTED), (False, OTHERS)):
        some = [text for text in fitting if (text.body is not None) == listed]
        chosen += chance.sample(some, min(count, len(some)))
    with TEXTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for text in chosen:
            listed = "yes" if text.body is not None else "no"
            writer.writerow((text.text, text.country, " ".join(sorted(text.hidden)), text.sort, listed))


def golden_rates(linker: Linker, card: dict[str, Any]) -> dict[str, float]:
    """The shares of golden texts that the card asks about: of the listed, and of all others."""
    best: dict[str, list[float]] = {"yes": [], "no": []}
    with TEXTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, strict=True):
            reader = linker.texts.claims(row["text"], row["country"], frozenset(row["hidden"].split()))
            left = [each for each in linker.texts.second_stage.candidates(reader) if not each.explained]
            rows = np.array([each.features for each in left], np.float32).reshape(-1, len(FEATURES))
            worth = worth_of(points_of(card, rows))
            best[row["listed"]].append(float(worth.max()) if len(worth) else 0.0)
    return {
        "listed": sum(each >= QUESTION for each in best["yes"]) / len(best["yes"]),
        "others": sum(each >= QUESTION for each in best["no"]) / len(best["no"]),
    }


def faults(rates: dict[str, float], fitted: dict[str, float]) -> list[str]:
    """What is worse than when the card was fitted, in sentences."""
    made = []
    if rates["listed"] < fitted["listed"] - SLACK:
        made.append(
            f"it asks about {rates['listed']:.1%} of the listed texts; fitted, {fitted['listed']:.1%}"
        )
    if rates["others"] > fitted["others"] + SLACK:
        made.append(f"it asks about {rates['others']:.1%} of other texts; fitted, {fitted['others']:.1%}")
    return made
