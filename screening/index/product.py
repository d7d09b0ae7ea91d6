"""Rows of queries times rows of postings: the best names of each query.

Three ways to the same answer: `sparse_dot_topn` (fast, lacks wheels for some platforms), `scipy` (everywhere)
and a plain gather (no set-up cost, for single checks). All weights are whole numbers, so sums are exact and
the three agree to the last candidate; where names tie at the cut, the lower number (a hash of the name) wins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from screening.index.arrays import Ints, ranges, rank_in_run, run_starts, stable_order

try:
    from sparse_dot_topn import sp_matmul_topn
except ImportError:  # no wheel for this platform: scipy gives the same pairs, about three times slower
    sp_matmul_topn = None

GATHER_ROWS = 16  # up to here the gather is faster than a matrix product, which clears memory for every name
SCORE_BITS = 31  # a score is below this power of two, see postings.UNIT
SCIPY_ROWS = 2_000  # at a time: scipy holds every pair before the cut, some thousands a row


@dataclass(frozen=True, slots=True)
class IndexPairs:
    """Names found: by row, then best score first, then lower number first. Scores in fixed point."""

    row: Ints
    name: Ints
    score: Ints


@dataclass(frozen=True, slots=True)
class Queries:
    """Weighted rows of a batch in compressed form."""

    offsets: Ints
    posting: Ints
    weight: Ints

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.offsets) - 1


def best(queries: Queries, rows: Any, *, k: int, above: int) -> IndexPairs:  # noqa: ANN401
    """At most k names for each query that score more than `above`.

    Args:
        queries: the batch.
        rows: postings as a scipy CSR matrix of whole numbers, (words and pairs) x names.
        k: how many at most, 1 or more.
        above: in fixed point; names at or below are left out.
    """
    if len(queries) <= GATHER_ROWS:
        return by_gather(queries, rows, k=k, above=above)
    if sp_matmul_topn is None:
        return by_scipy(queries, rows, k=k, above=above)
    return by_accelerator(queries, rows, k=k, above=above)


def by_gather(queries: Queries, rows: Any, *, k: int, above: int) -> IndexPairs:  # noqa: ANN401
    """Lay the postings of all rows end to end, sort them, and add up equal ones."""
    start = rows.indptr[queries.posting].astype(np.int64)
    which, place = ranges(start, rows.indptr[queries.posting + 1] - start)
    owner = np.repeat(np.arange(len(queries)), np.diff(queries.offsets))[which]
    names = rows.shape[1]
    cell = owner * names + rows.indices[place]
    order = stable_order(cell)
    cell, value = cell[order], (queries.weight[which] * rows.data[place].astype(np.int64))[order]
    if not len(cell):
        return IndexPairs(cell, cell, cell)
    first = np.flatnonzero(run_starts(cell))
    return _cut(cell[first] // names, cell[first] % names, np.add.reduceat(value, first), k, above)


def by_scipy(queries: Queries, rows: Any, *, k: int, above: int) -> IndexPairs:  # noqa: ANN401
    """The whole product, then the cut."""
    matrix, parts = _matrix(queries, rows), []
    for first in range(0, max(1, len(queries)), SCIPY_ROWS):
        product = matrix[first : first + SCIPY_ROWS] @ rows
        product.sort_indices()
        row = np.repeat(np.arange(product.shape[0]), np.diff(product.indptr)) + first
        parts.append(_cut(row, product.indices.astype(np.int64), product.data.astype(np.int64), k, above))
    return concatenate_pairs(parts)


def by_accelerator(queries: Queries, rows: Any, *, k: int, above: int) -> IndexPairs:  # noqa: ANN401
    """Only the best k + 1 of each row are kept while multiplying.

    Which of several names that tie at the cut it keeps is not told; the extra one shows the rows where that
    matters, and those are done again by gathering.
    """
    product = sp_matmul_topn(_matrix(queries, rows), rows, top_n=k + 1, threshold=above, sort=True)
    count = np.diff(product.indptr)
    found = len(queries) and int(product.indptr[-1])
    row = np.repeat(np.arange(len(queries)), count)
    name, score = product.indices[:found].astype(np.int64), product.data[:found].astype(np.int64)
    name = _ties_in_order(row, name, score)
    last = product.indptr[1:][count > k].astype(np.int64) - 1
    tied = np.unique(row[last[score[last] == score[last - 1]]])
    kept = (rank_in_run(row) < k) & ~np.isin(row, tied)
    firm = IndexPairs(row[kept], name[kept], score[kept])
    return concatenate_pairs([firm, _again(queries, rows, tied, k, above)]) if len(tied) else firm


def concatenate_pairs(parts: list[IndexPairs]) -> IndexPairs:
    """Pairs of several batches in one order."""
    row = np.concatenate([part.row for part in parts])
    order = np.argsort(row, kind="stable")
    name, score = (np.concatenate([getattr(part, column) for part in parts]) for column in ("name", "score"))
    return IndexPairs(row[order], name[order], score[order])


def _again(queries: Queries, rows: Any, which: Ints, k: int, above: int) -> IndexPairs:  # noqa: ANN401
    start, length = queries.offsets[which], np.diff(queries.offsets)[which]
    _, place = ranges(start, length)
    offsets = np.concatenate([[0], np.cumsum(length)])
    part = by_gather(Queries(offsets, queries.posting[place], queries.weight[place]), rows, k=k, above=above)
    return IndexPairs(which[part.row], part.name, part.score)


def _ties_in_order(row: Ints, name: Ints, score: Ints) -> Ints:
    """Names of equal score, which stand side by side, put in order; the others stay where they are."""
    fresh = run_starts(row, score)
    tied = np.flatnonzero(~fresh | ~np.append(fresh[1:], True))
    name[tied] = name[tied[np.lexsort((name[tied], -score[tied], row[tied]))]]
    return name


def _matrix(queries: Queries, rows: Any) -> Any:  # noqa: ANN401
    return csr_matrix(
        (queries.weight.astype(np.int32), queries.posting.astype(np.int32), queries.offsets.astype(np.int32)),
        shape=(len(queries), rows.shape[0]),
        copy=False,
    )


def _cut(row: Ints, name: Ints, score: Ints, k: int, above: int) -> IndexPairs:
    """The best k of each row, from pairs in order of row and name."""
    enough = score > above
    row, name, score = row[enough], name[enough], score[enough]
    order = stable_order((row << SCORE_BITS) + ((1 << SCORE_BITS) - 1 - score))
    order = order[rank_in_run(row[order]) < k]
    return IndexPairs(row[order], name[order], score[order])
