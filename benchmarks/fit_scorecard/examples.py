"""Texts read by the linker and its second stage: each candidate a row of features, right, wrong or neither.

Only what the exact reading leaves without a hit in force reaches the card; what it finds counts for little in fitting and
for nothing in judging. A candidate that shares a telling word with the body a text means may be that body under another
listing, or a part of it: it is neither right nor wrong.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.fit_scorecard.texts import SOME_LISTED, Text
from benchmarks.fit_scorecard.world import World, in_force
from screening.link.reading_effort import TooMuchWork
from screening.link.second_stage import FEATURES, Candidate

RIGHT, WRONG, NEITHER = 1, 0, -1
MOST_RIGHT, MOST_WRONG = 2, 6
# A candidate with less of its name in the text is never one that points could make a hit of.
LEAST_COVERAGE = 0.2
OTHERS_OF_A_TEXT = 0.3  # the weight of wrong candidates beside the right one
ALREADY_FOUND = 0.15  # the weight of a text in which the exact reading finds the body


@dataclass(slots=True)
class Examples:
    """Rows of features with what each is, and the texts they are of."""

    texts: list[Text]
    silent: np.ndarray  # by text: the exact reading leaves it without a hit in force
    recognised: np.ndarray  # by text: a registered body stands in it
    explained: np.ndarray  # by text: candidates that something known explains
    right_explained: np.ndarray  # by text: the body it means was one of them
    rows: np.ndarray
    truth: np.ndarray
    weights: np.ndarray
    text_of: np.ndarray  # by row
    names: list[str]  # by row: the name of the candidate

    def keep(self, path: Path) -> None:
        """Write everything aside, for looking at what a card gets wrong."""
        with path.open("wb") as file:
            pickle.dump(self, file)


def read_texts(world: World, texts: Sequence[Text]) -> Examples:
    """Read every text and take its candidates."""
    started = time.process_time()
    count = len(texts)
    silent, recognised = np.zeros(count, bool), np.zeros(count, bool)
    explained, right_explained = np.zeros(count, np.int16), np.zeros(count, bool)
    rows: list[tuple[float, ...]] = []
    truth: list[int] = []
    weights: list[float] = []
    text_of: list[int] = []
    names: list[str] = []
    for at, text in enumerate(texts):
        try:
            candidates, silent[at], recognised[at] = _read(world, text)
        except TooMuchWork:
            continue
        left = [each for each in candidates if not each.explained]
        explained[at] = len(candidates) - len(left)
        if text.body is not None:
            meant = [each for each in candidates if _truth(world, text, each) == RIGHT]
            right_explained[at] = bool(meant) and all(each.explained for each in meant)
        for candidate, label, weight in _examples(world, text, left, bool(silent[at])):
            rows.append(candidate.features)
            truth.append(label)
            weights.append(weight)
            text_of.append(at)
            names.append(candidate.name.text)
    spent = time.process_time() - started
    print(f"{count:,} texts, {len(rows):,} candidates, {spent:.0f} s of CPU", flush=True)
    return Examples(
        list(texts),
        silent,
        recognised,
        explained,
        right_explained,
        np.array(rows, np.float32).reshape(-1, len(FEATURES)),
        np.array(truth, np.int8),
        np.array(weights, np.float32),
        np.array(text_of, np.int32),
        names,
    )


def _read(world: World, text: Text) -> tuple[list[Candidate], bool, bool]:
    """The candidates of a text; whether the exact reading is silent of listed bodies; whether it knows a body there."""
    linker = world.linker
    reader = linker.texts.claims(text.text, text.country, text.hidden)
    found = any(in_force(link.listed) for link in linker.texts.relations.links(reader))
    if not found:
        printed = linker.texts.abroad.links(reader, text.text) or linker.printed.links(reader, text.text)
        found = any(in_force(link.listed) for link in printed)
    candidates = linker.texts.second_stage.candidates(reader)
    return candidates, not found, any(not in_force(claim.bearer) for claim in reader.claims)


def _examples(
    world: World, text: Text, left: Sequence[Candidate], silent: bool
) -> list[tuple[Candidate, int, float]]:
    """The candidates to fit on, the fullest first, with what they are and how much they count."""
    coverage, found = FEATURES.index("coverage"), FEATURES.index("weight_found")
    order = sorted(left, key=lambda each: -each.features[coverage] * each.features[found])
    if text.body is None:
        if not silent:
            return []
        some = [each for each in order if each.features[coverage] > LEAST_COVERAGE]
        return [(each, WRONG, 1.0) for each in some[:MOST_WRONG]]
    judged = [(each, _truth(world, text, each)) for each in order]
    right = [each for each, truth in judged if truth == RIGHT][:MOST_RIGHT]
    wrong = [each for each, truth in judged if truth == WRONG][:MOST_WRONG]
    neither = [each for each, truth in judged if truth == NEITHER][:MOST_RIGHT]
    share = 1.0 if silent else ALREADY_FOUND
    return [
        *((each, RIGHT, share) for each in right),
        *((each, WRONG, share * OTHERS_OF_A_TEXT) for each in wrong),
        *((each, NEITHER, 0.0) for each in neither),
    ]


def _truth(world: World, text: Text, candidate: Candidate) -> int:
    """What a candidate is to a text that means a listed body."""
    if text.body is None:
        return WRONG
    number = candidate.bearer.number
    if text.body == SOME_LISTED:
        return RIGHT
    if world.body_of.get(number) == text.body:
        return RIGHT
    if text.body in world.kin.get(number, ()):
        return NEITHER
    own = world.telling_of(text.body)
    return NEITHER if own & world.telling(candidate.name.words) else WRONG
