"""Rivals: the organisations that nobody lists, as far as a mention names them; what one of them explains is no listed body.

They come from what the exact reading claimed and from the words that a mention shares with their names, all of them:
usual words too, for "University of Medical Sciences" is told by them alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from screening.index.arrays import Ints
from screening.link.agreement import Agreement
from screening.link.bearers import Bearer, Name
from screening.link.claims import ClaimReader
from screening.link.stage_names import OtherNames
from screening.link.stage_text import StageText
from screening.link.word_forms import names_holding, weight_of
from screening.mapped_file import Rows
from watchlists.model import NameKind

_MOST = 16  # rivals of a mention; those behind share a usual word with it
_WHOLE = 0.9  # of its weight: a legal form or "and" may be missing
_BUT_FOR_THE_END = 0.8  # of it, where a text breaks off before the last, usual word: "University of Medical"
_MOST_BETWEEN = 2.0  # weight of words between its own; a word that says something weighs more
_FEWEST_BEGUN = 3  # words before the last, which is missing
_OF_AN_ACRONYM = 6.0  # what letters count less than words of a name, for many share them
_AS_MUCH = 0.97  # of the weight that the listed name shares, for weights are rounded


@dataclass(frozen=True, slots=True)
class Rival:
    """An organisation that is on no list, where a mention may name it."""

    bearer: Bearer
    words: tuple[str, ...]
    places: frozenset[int]  # among the words of the mention
    weight: float  # of its name that stands there
    total: float
    rank: float
    is_whole: bool  # nearly all of it stands in one segment, and no country speaks against it


@dataclass(frozen=True, slots=True)
class Rivals:
    """The rivals of one mention, the best first; and how much of the mention each registered name shares."""

    ranked: tuple[Rival, ...]
    shared: Ints  # thousandths

    def bearers_of(self, weight: float) -> float:
        """How many registered names share as much with the mention, as a logarithm."""
        return math.log1p(int(np.count_nonzero(self.shared >= 1000 * _AS_MUCH * weight)))


def rivals_of_text(
    reader: ClaimReader,
    text: StageText,
    others: OtherNames,
    names: Rows[Name],
    bearers: Rows[Bearer],
    hidden: frozenset[str],
) -> Rivals:
    """The rivals of a mention. `hidden`: register ids that are read past."""
    weights = {word: weight_of(max(names_holding(word), 1)) for word in text.words}
    places: dict[str, list[int]] = {}
    for place, word in enumerate(text.words):
        places.setdefault(word, []).append(place)
    rows, values, sizes = [], [], []
    for word in places:
        for number in others.words.get(word):
            rows.append(others.postings.of(number))
            values.append(round(1000 * weights[word]))
            sizes.append(len(rows[-1]))
    claimed = list(_claimed(reader, text, weights, hidden))
    if not rows:
        return Rivals(_ranked(claimed), np.zeros(0, np.int32))
    shared = np.bincount(np.concatenate(rows), np.repeat(values, sizes), minlength=len(others.numbers))
    who = np.flatnonzero(shared != 0)  # of flags, which numpy looks through far quicker than numbers
    some = shared[who]
    if hidden:
        seen = np.array(
            [not _is_hidden(_bearer(others, row, names, bearers), hidden) for row in who.tolist()]
        )
        who, some = who[seen], some[seen]
    score = some / (others.weights[who] + 2500) + 0.00002 * np.minimum(some, 20_000)
    if len(score) > _MOST:  # a usual word leads to half of a million names: only the best are put in order
        best = np.flatnonzero(score >= np.partition(score, -_MOST)[-_MOST])
        order = best[np.lexsort((who[best], -score[best]))][:_MOST]
    else:
        order = np.lexsort((who, -score))
    found = [
        rival
        for row in who[order].tolist()
        if (rival := _rival(text, places, weights, names[int(others.numbers[row])], bearers)) is not None
    ]
    return Rivals(_ranked([*claimed, *found]), some)


def _ranked(rivals: list[Rival]) -> tuple[Rival, ...]:
    return tuple(sorted(rivals, key=lambda rival: (-rival.rank, rival.bearer.number, rival.words)))


def _bearer(others: OtherNames, row: int, names: Rows[Name], bearers: Rows[Bearer]) -> Bearer:
    return bearers[names[int(others.numbers[row])].bearer]


def _is_hidden(bearer: Bearer, hidden: frozenset[str]) -> bool:
    return bearer.body is not None and bearer.body.id in hidden


def _claimed(
    reader: ClaimReader, text: StageText, weights: dict[str, float], hidden: frozenset[str]
) -> Iterator[Rival]:
    """What the exact reading claimed, of bodies that nobody lists."""
    for claim in reader.claims:
        if claim.first < 0 or claim.bearer.listings or _is_hidden(claim.bearer, hidden):
            continue
        places = frozenset(place for place, at in enumerate(text.places) if claim.first <= at <= claim.last)
        if not places or reader.tokens.groups[claim.first] != text.group:
            continue
        weight = sum(weights[text.words[place]] for place in places)
        letters = claim.how == "acronym"
        against = claim.placement.agreement is Agreement.CONFLICT
        rank = weight - _OF_AN_ACRONYM * letters
        yield Rival(claim.bearer, claim.name.words, places, weight, weight, rank, not letters and not against)


def _rival(
    text: StageText,
    places: dict[str, list[int]],
    weights: dict[str, float],
    name: Name,
    bearers: Rows[Bearer],
) -> Rival | None:
    """A registered name where it stands in a mention: in the segment that holds most of it."""
    held: dict[int, float] = {}
    for word in name.words:
        for segment in {text.segments[place] for place in places.get(word, ())}:
            held[segment] = held.get(segment, 0.0) + weights[word]
    if not held:
        return None
    home = max(held, key=lambda segment: held[segment])
    at = frozenset(
        place for word in name.words for place in places.get(word, ()) if text.segments[place] == home
    )
    bearer = bearers[name.bearer]
    total = sum(
        weights[word] if word in weights else weight_of(max(names_holding(word), 1)) for word in name.words
    )
    weight = held[home]
    between = sum(text.weights[place] for place in range(min(at), max(at) + 1) if place not in at)
    said = 0
    if bearer.countries and text.countries:
        said = 1 if bearer.countries & text.countries else -1
    letters = name.kind is NameKind.ACRONYM
    least = _BUT_FOR_THE_END if _breaks_off(text, name, home) else _WHOLE
    whole = weight >= least * total and said >= 0 and not letters and between < _MOST_BETWEEN
    rank = weight * weight / total - between / 2 - _OF_AN_ACRONYM * letters + (1 if said > 0 else 3 * said)
    return Rival(bearer, name.words, at, weight, total, rank, whole)


def _breaks_off(text: StageText, name: Name, segment: int) -> bool:
    """Say whether a segment ends where a name of several words lacks nothing but its last, in the order of the name."""
    inside = [word for word, at in zip(text.words, text.segments, strict=True) if at == segment]
    begun = list(name.words[:-1])
    return len(begun) >= _FEWEST_BEGUN and inside[-len(begun) :] == begun
