"""From names to the arrays of an index.

The arrays depend on the set of names and their ids alone: not on the order in which names come, not on the
run, not on the machine. Names of the same words in whatever order are one entry with several ids. Names
without a single letter or digit cannot be found and are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from screening.index.arrays import Hashes, Ints, bounds, run_starts
from screening.index.errors import NothingToIndex
from screening.index.folding import NEWLINE, FoldedTokens, cut, fold
from screening.index.hashing import BAG, RUN_TOGETHER, WORD, Spans, mix
from screening.index.layout import Arrays, compact
from screening.index.neighbours import keys_of_vocabulary, stored_neighbours
from screening.index.postings import postings
from screening.index.vocabulary import SPACE, IndexVocabulary, vocabulary

CHUNK = 20_000  # names folded at a time; bounds memory
LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class _Part:
    """What a chunk of names gives: their keys, its own small vocabulary, and which of its words stand in which name."""

    id: Ints
    bag: Hashes
    together: Hashes
    vocabulary: IndexVocabulary
    # Of each word of each name: its number in `vocabulary`, and the place of the name in `id`.
    word: Ints
    name: Ints


def numbered(names: Sequence[str] | Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Names with their ids; plain names are numbered from 0.

    Raises:
        ValueError: on an id that is negative or over 2^31 - 1.
    """
    for number, given in enumerate(names):
        id_, name = given if isinstance(given, tuple) else (number, given)
        if not 0 <= id_ <= LARGEST_ID:
            raise ValueError(f"ids of names must be from 0 to {LARGEST_ID}, not {id_}")
        yield id_, name


def arrays_of(names: Sequence[str] | Iterable[tuple[int, str]]) -> tuple[Arrays, int]:
    """The arrays of an index over these names, and how many names hold nothing that can be found.

    Raises:
        NothingToIndex: when no name holds a letter or digit.
        ValueError: on an id out of range.
    """
    pairs, parts, empty = numbered(names), [], 0
    while chunk := list(islice(pairs, CHUNK)):
        part = _part(chunk)
        parts.append(part)
        empty += len(chunk) - len(part.id)
    if not any(len(part.id) for part in parts):
        raise NothingToIndex("The index was not built: no name holds a letter or a digit. Give it names.")
    return _assembled(parts), empty


def bag_hashes(token: Hashes, row: Ints, rows: int) -> Hashes:
    """Hash of each row's words in whatever order."""
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(mix(token, BAG))])
    edge = bounds(row, rows)
    hashes: Hashes = sums[edge[1:]] - sums[edge[:-1]]
    return hashes


def together_hashes(tokens: FoldedTokens, rows: int) -> Hashes:
    """Hash of each row's letters as if written without spaces; of no use for rows without letters."""
    inside = tokens.buffer > SPACE
    place = np.concatenate([[0], np.cumsum(inside)])
    line = np.concatenate([[-1], np.flatnonzero(tokens.buffer == NEWLINE)[:rows]])
    return mix(Spans(tokens.buffer[inside]).of(place[line[:-1] + 1], place[line[1:]]), RUN_TOGETHER)


def _part(chunk: list[tuple[int, str]]) -> _Part:
    tokens = cut(fold([name for _, name in chunk]))
    token = mix(Spans(tokens.buffer).of(tokens.start, tokens.end), WORD)
    bag = bag_hashes(token, tokens.row, len(chunk))
    present = np.unique(tokens.row)
    words = vocabulary(token, tokens.buffer, tokens.start, tokens.end)
    return _Part(
        np.array([id_ for id_, _ in chunk], np.int64)[present],
        bag[present],
        together_hashes(tokens, len(chunk))[present],
        words,
        words.find(token).astype(np.int32),
        np.searchsorted(present, tokens.row).astype(np.int32),
    )


def _assembled(parts: list[_Part]) -> Arrays:
    known = _merged([part.vocabulary for part in parts])
    id_, bag = (np.concatenate([getattr(part, name) for part in parts]) for name in ("id", "bag"))
    bags, name_of_id = np.unique(bag, return_inverse=True)
    id_offsets, ids = _ids(name_of_id, id_, len(bags))
    together, together_names = _together(np.concatenate([part.together for part in parts]), name_of_id)
    word, name = _incidences(parts, known, bags)
    parts.clear()  # what follows needs the room
    rows = postings(known.hashes, bags, word, name)
    del word, name
    keys = keys_of_vocabulary(known)
    neighbour_offsets, neighbours, likeness = stored_neighbours(known, keys)
    return compact(
        words=known.hashes,
        letters=known.letters,
        letter_offsets=known.offsets,
        rarity=rows.rarity,
        keys=keys.key,
        key_words=keys.word,
        neighbour_offsets=neighbour_offsets,
        neighbours=neighbours,
        likeness=likeness,
        pairs=rows.pairs,
        row_offsets=rows.offsets,
        row_names=rows.name,
        row_weights=rows.weight,
        bags=bags,
        together=together,
        together_names=together_names,
        id_offsets=id_offsets,
        ids=ids,
    )


def _merged(parts: list[IndexVocabulary]) -> IndexVocabulary:
    shift = np.cumsum([0] + [len(part.letters) for part in parts])
    edges = [part.edges() for part in parts]
    return vocabulary(
        np.concatenate([part.hashes for part in parts]),
        np.concatenate([part.letters for part in parts]),
        np.concatenate([start + more for (start, _), more in zip(edges, shift, strict=False)]),
        np.concatenate([end + more for (_, end), more in zip(edges, shift, strict=False)]),
    )


def _ids(name: Ints, id_: Ints, names: int) -> tuple[Ints, Ints]:
    """The caller's ids of each distinct name, ascending: (offsets, ids)."""
    order = np.lexsort((id_, name))
    return bounds(name[order], names), id_[order]


def _together(hashes: Hashes, name: Ints) -> tuple[Hashes, Ints]:
    order = np.lexsort((name, hashes))
    hashes, name = hashes[order], name[order]
    fresh = run_starts(hashes, name)
    return hashes[fresh], name[fresh]


def _incidences(parts: list[_Part], known: IndexVocabulary, bags: Hashes) -> tuple[Ints, Ints]:
    """Which word stands in which name, each once, by word, then name."""
    both = np.empty(sum(len(part.word) for part in parts), np.int64)
    end = 0
    for part in parts:
        start, end = end, end + len(part.word)
        both[start:end] = known.find(part.vocabulary.hashes)[part.word] * len(bags)
        both[start:end] += np.searchsorted(bags, part.bag)[part.name]
    both.sort()
    both = both[run_starts(both)]
    return (both // len(bags)).astype(np.int32), (both % len(bags)).astype(np.int32)
