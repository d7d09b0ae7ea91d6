"""Searching an index: texts in, candidates out. A candidate claims nothing; it is worth comparing.

The same texts give the same candidates, whatever batch they come in and whichever back-end multiplies. An
exact name, with its words in whatever order, is always among them and scores 1; the same letters spaced
otherwise score just under 1; everything else is a cosine of weighted words, capped below that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from screening.index import product
from screening.index.arrays import Ints, lookup, ranges, rank_in_run
from screening.index.encode import Encoded, encode, lexicon_of
from screening.index.folding import fold
from screening.index.layout import Arrays
from screening.index.postings import QUERY_UNIT, UNIT
from screening.index.product import IndexPairs

CHUNK = 10_000  # texts at a time: larger ones are faster by a few per cent and hold more memory
ONE = UNIT * QUERY_UNIT
COLUMNS = ("row", "name", "score")
SAME_LETTERS, ALMOST = ONE - ONE // 1000, ONE - 2 * (ONE // 1000)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Names worth comparing: by row, best score first, then in an order fixed by the names themselves."""

    row: NDArray[np.int32]  # place of the text among those asked about
    name: NDArray[np.int32]  # the id given when the index was built
    score: NDArray[np.float32]  # 0 to 1; 1 is the same words, apart from order, case and marks


class Index:
    """An index over its arrays, in memory or mapped from disk; never changed, safe to share by threads."""

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self.names = len(arrays.bags)
        self._rows: Any = csr_matrix(
            (arrays.row_weights, arrays.row_names, arrays.row_offsets),
            shape=(len(arrays.row_offsets) - 1, self.names),
            copy=False,
        )
        self._lexicon = lexicon_of(arrays)

    def __reduce__(self) -> tuple[type[Index], tuple[Arrays]]:
        """An index is kept as its arrays."""
        return Index, (self._arrays,)

    def search(
        self, texts: Sequence[str], *, k: int = 30, threshold: float = 0.25, budget: int = 3000
    ) -> Candidates:
        """Find candidates for many texts.

        Args:
            texts: raw or normalised; equal ones are searched once.
            k: most names a text, 1 or more. 30 holds the best name; to see every alias ask for 100.
            threshold: names must score more, 0 to 1. To see every alias use 0.15.
            budget: postings a text may use; more finds more and takes longer.

        Raises:
            ValueError: on k below 1.
        """
        if k < 1:
            raise ValueError(f"k must be 1 or more, not {k}")
        numbers: dict[str, int] = {}
        which = np.array([numbers.setdefault(text, len(numbers)) for text in texts], np.int64)
        distinct, parts = list(numbers), []
        for first in range(0, len(distinct), CHUNK):
            part = self._search(distinct[first : first + CHUNK], k, round(threshold * ONE), budget)
            parts.append(IndexPairs(part.row + first, part.name, part.score))
        found = product.concatenate_pairs(parts) if parts else IndexPairs(*[np.zeros(0, np.int64)] * 3)
        return _repeated(found, which, len(distinct))

    def search_one(
        self, text: str, k: int = 30, *, threshold: float = 0.25, budget: int = 3000
    ) -> Candidates:
        """Find candidates for one text: the same answer as `search`, without its set-up for batches."""
        if k < 1:
            raise ValueError(f"k must be 1 or more, not {k}")
        found = self._search([text], k, round(threshold * ONE), budget)
        return _candidates(found)

    def _search(self, texts: list[str], k: int, above: int, budget: int) -> IndexPairs:
        encoded = encode(self._lexicon, fold(texts), len(texts), budget)
        similar = product.best(encoded.queries, self._rows, k=k, above=above)
        whole = self._whole_names(encoded)
        merged = _merged(
            IndexPairs(similar.row, similar.name, np.minimum(similar.score, ALMOST)), whole, self.names
        )
        return self._with_ids(merged, k)

    def _whole_names(self, encoded: Encoded) -> IndexPairs:
        """Names that are the whole text: the same words, or the same letters."""
        row = encoded.present
        same = lookup(self._arrays.bags, encoded.bag[row])
        low = np.searchsorted(self._arrays.together, encoded.together[row])
        high = np.searchsorted(self._arrays.together, encoded.together[row], "right")
        owner, place = ranges(low, high - low)
        other = self._arrays.together_names[place] != same[owner]
        owner, place, hit = owner[other], place[other], same >= 0
        score = np.repeat([ONE, SAME_LETTERS], [int(np.count_nonzero(hit)), len(place)])
        name = np.concatenate([same[hit], self._arrays.together_names[place].astype(np.int64)])
        return IndexPairs(np.concatenate([row[hit], row[owner]]), name, score)

    def _with_ids(self, pairs: IndexPairs, k: int) -> IndexPairs:
        """Every id of the names found, at most k a row."""
        start = self._arrays.id_offsets[pairs.name].astype(np.int64)
        which, place = ranges(start, self._arrays.id_offsets[pairs.name + 1] - start)
        row, id_, score = pairs.row[which], self._arrays.ids[place], pairs.score[which]
        kept = rank_in_run(row) < k
        return IndexPairs(row[kept], id_[kept], score[kept])


def _merged(similar: IndexPairs, whole: IndexPairs, names: int) -> IndexPairs:
    """Whole names first, then what is similar, without those found both ways."""
    if not len(whole.row):
        return similar
    order = np.lexsort((whole.name, -whole.score, whole.row))
    whole = IndexPairs(whole.row[order], whole.name[order], whole.score[order])
    twice = np.isin(similar.row * names + similar.name, whole.row * names + whole.name)
    rest = IndexPairs(similar.row[~twice], similar.name[~twice], similar.score[~twice])
    at = np.searchsorted(rest.row, whole.row)
    return IndexPairs(*[np.insert(getattr(rest, column), at, getattr(whole, column)) for column in COLUMNS])


def _repeated(found: IndexPairs, which: Ints, distinct: int) -> Candidates:
    """Give every text what was found for the distinct text it equals."""
    if len(which) == distinct:
        return _candidates(found)
    edge = np.searchsorted(found.row, np.arange(distinct + 1))
    start = edge[which]
    row, place = ranges(start, edge[which + 1] - start)
    return _candidates(IndexPairs(row, found.name[place], found.score[place]))


def _candidates(found: IndexPairs) -> Candidates:
    score = (found.score / ONE).astype(np.float32)
    return Candidates(found.row.astype(np.int32), found.name.astype(np.int32), score)
