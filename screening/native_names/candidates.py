"""The few listed names that a native name may be, by a bound that no alignment can exceed.

What a name could explain is added up for all names at once, over arrays; who could not have seven tenths of either side
explained is out before it is aligned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from screening.native_names.english import number_of
from screening.native_names.glossary import coined_brands
from screening.native_names.name_table import EnglishName, NameTable
from screening.native_names.pieces import BY_SOUND, Decomposition, NativePiece, PieceKind, weight_of_unknown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST = 0.7  # a score below is no match
# Of the English weight: with all of the native side explained, the harmonic mean is 0.7 from here on.
_LEAST_SHARE = LEAST / (2 - LEAST)
_MOST_LOOKED_AT = 10  # of names by the words they share; the one meant is seldom a later one
_MOST_ALIGNED = 3  # as many as are shown of a name
SHARE_OF_A_SOUND = 0.7  # a brand by sound weighs so much of what the listed brand weighs

Span = tuple[NativePiece, int, int]  # a piece sounds like words of the listed name, from, to


@dataclass(slots=True)
class NameCandidate:
    """A listed name with the pieces that sound like words of it, and the highest score it could have."""

    name: EnglishName
    spans: list[Span] = field(default_factory=list)
    bound: float = 0.0


def candidates(native: Decomposition, table: NameTable) -> list[NameCandidate]:
    """The names that could reach the least score, those with the highest bound first."""
    words, sounds = _keys_of(native.pieces, table)
    brands = _coined(native)
    found = _could_be_explained(words, sounds, table, brands)
    if not found:
        return []
    _add_spans(found, sounds, table)
    heaviest, lightest = _weights_of_units(native)
    for candidate in found.values():
        candidate.bound = _bound(candidate, words, heaviest, lightest)
        if (candidate.bound or table.of_brands) and not brands.isdisjoint(candidate.name.stems):
            candidate.bound = max(candidate.bound, LEAST)  # whatever else a firm of a listed group does
    able = [each for each in found.values() if each.bound >= LEAST]
    return sorted(able, key=lambda each: -each.bound)[:_MOST_ALIGNED]


def _coined(native: Decomposition) -> set[str]:
    """The stems of brands of listed groups that the native name holds."""
    known = coined_brands(native.script)
    if not known:
        return set()
    return {
        short
        for piece in native.pieces
        if piece.kind is PieceKind.TERM and native.key(piece) in known
        for short in piece.means
    }


def word_keys(piece: NativePiece) -> Iterator[str]:
    """The keys that names have the words by that a piece may mean."""
    if piece.kind is PieceKind.PLACE:
        yield from ("@" + word for word in piece.means)
    elif piece.kind is PieceKind.NUMBER:
        yield from ("#" + number for number in piece.means)
    else:
        yield from piece.means


def _keys_of(
    pieces: Iterable[NativePiece], table: NameTable
) -> tuple[dict[str, int], dict[str, list[NativePiece]]]:
    """The words that names hold, each with the units that mean it as bits; and the pieces of each sound."""
    words: dict[str, int] = {}
    sounds: dict[str, list[NativePiece]] = {}
    known = table.words
    for piece in pieces:
        if piece.kind in BY_SOUND:
            sounds.setdefault(piece.means[0], []).append(piece)
            continue
        mask = _mask(piece)
        for key in word_keys(piece):
            if key in known:
                words[key] = words.get(key, 0) | mask
    return words, sounds


def _mask(piece: NativePiece) -> int:
    return (1 << piece.end) - (1 << piece.start)


def _could_be_explained(
    words: Iterable[str], sounds: Iterable[str], table: NameTable, brands: Iterable[str]
) -> dict[int, NameCandidate]:
    """The names enough of whose weight is in these words and sounds; the weightiest of them where they are many.

    Of a table of brands the names that hold one of these, whatever else they hold.
    """
    import numpy as np

    numbers, weights = [], []
    names, shares_of = table.word_names, table.word_weights
    for word in words:
        first, last = table.words[word]
        numbers.append(names[first:last])
        weights.append(shares_of[first:last])
    names, shares_of = table.sound_names, table.sound_weights
    for key in sounds:
        first, last = table.sounds[key]
        numbers.append(names[first:last])
        weights.append(shares_of[first:last])
    if not numbers:
        return {}
    explained = np.bincount(np.concatenate(numbers), np.concatenate(weights), len(table.totals))
    shares = explained / table.totals
    able: NDArray[np.intp] = np.flatnonzero(shares >= _LEAST_SHARE)
    if table.of_brands:
        holding = [table.words[short] for short in brands if short in table.words]
        able = np.unique(np.concatenate([table.word_names[:0], *(table.word_names[a:b] for a, b in holding)]))
    if table.of_brands:
        # Bounds do not tell them apart: the one of whose name the text leaves least goes first.
        able = able[np.argsort(-np.minimum(shares[able], 1.0), kind="stable")[:_MOST_LOOKED_AT]]
    elif len(able) > _MOST_LOOKED_AT:
        rank = np.minimum(shares[able], 1.0) * np.sqrt(explained[able])
        able = able[np.argpartition(-rank, _MOST_LOOKED_AT)[:_MOST_LOOKED_AT]]
    return {number: NameCandidate(table.names[number]) for number in able.tolist()}


def _add_spans(
    found: dict[int, NameCandidate], sounds: dict[str, list[NativePiece]], table: NameTable
) -> None:
    """Give each candidate the pieces that sound like words of it."""
    for key, pieces in sounds.items():
        first, last = table.sounds[key]
        for at, number in enumerate(table.sound_names[first:last].tolist(), start=first):
            if number in found:
                start, end = int(table.sound_firsts[at]), int(table.sound_lasts[at])
                found[number].spans += [
                    (piece, start, end)
                    for piece in pieces
                    if piece.spelling is None
                    or piece.spelling.fullmatch("".join(found[number].name.words[start:end]))
                ]


def _weights_of_units(native: Decomposition) -> tuple[list[float], list[float]]:
    """For each unit the most that it may add where it is explained, and the least that it costs where it is not."""
    size, script = len(native.units), native.script
    lightest = [weight_of_unknown(unit, script) for unit in native.units]
    heaviest = [0.0] * size
    for piece in native.pieces:
        share = piece.weight / (piece.end - piece.start)
        for unit in range(piece.start, min(piece.end, size)):
            heaviest[unit] = max(heaviest[unit], share)
            if piece.kind not in BY_SOUND:
                lightest[unit] = min(lightest[unit], share)
    return heaviest, lightest


def _bound(
    candidate: NameCandidate, masks: dict[str, int], heaviest: list[float], lightest: list[float]
) -> float:
    """No score of the candidate is higher: every piece that could explain a word of it does."""
    name = candidate.name
    covered, weight_by_sound, by_sound = 0, 0.0, set[int]()
    for piece, first, last in candidate.spans:
        covered |= _mask(piece)
        by_sound.update(range(first, last))
    explained = 0.0
    for at, (word, short, weight) in enumerate(zip(name.words, name.stems, name.weights, strict=True)):
        mask = masks.get(short, 0)
        if word in name.places:
            mask |= masks.get("@" + word, 0)
        if name.numbers and (number := number_of(word)):
            mask |= masks.get("#" + number, 0)
        if mask or at in by_sound:
            covered |= mask
            explained += weight
            if at in by_sound:
                weight_by_sound += weight * SHARE_OF_A_SOUND
    english = explained / (sum(name.weights) or 1.0)
    if english < _LEAST_SHARE:
        return 0.0
    gained, lost = weight_by_sound, 0.0
    for most, least in zip(heaviest, lightest, strict=True):
        if covered & 1:
            gained += most
        else:
            lost += least
        covered >>= 1
    native = gained / (gained + lost) if gained else 0.0
    return 2 * native * english / (native + english) if native else 0.0
