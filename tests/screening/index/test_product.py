import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from screening.index import product
from screening.index.postings import QUERY_UNIT, UNIT
from screening.index.product import Queries


def world(seed, queries, postings, names, levels):
    """Random rows with few distinct weights, so that ties at the cut are common."""
    random = np.random.default_rng(seed)

    def rows(count, width, unit):
        length = random.integers(0, min(width, 12), count)
        offsets = np.concatenate([[0], np.cumsum(length)])
        columns = np.concatenate([np.sort(random.choice(width, size, replace=False)) for size in length])
        return (
            offsets,
            columns.astype(np.int64),
            random.integers(1, levels + 1, len(columns)) * (unit // levels),
        )

    offsets, name, weight = rows(postings, names, UNIT)
    matrix = csr_matrix(
        (weight.astype(np.int32), name.astype(np.int32), offsets.astype(np.int32)), shape=(postings, names)
    )
    return Queries(*rows(queries, postings, QUERY_UNIT)), matrix


def triples(pairs):
    return list(zip(pairs.row.tolist(), pairs.name.tolist(), pairs.score.tolist(), strict=True))


def by_definition(queries, matrix, k, above):
    left = csr_matrix(
        (queries.weight, queries.posting, queries.offsets), shape=(len(queries), matrix.shape[0])
    )
    dense = (left.astype(np.int64) @ matrix.astype(np.int64)).toarray()
    return [
        (row, name, score)
        for row, line in enumerate(dense.tolist())
        for score, name in sorted(
            ((score, name) for name, score in enumerate(line) if score > above), key=lambda x: (-x[0], x[1])
        )[:k]
    ]


BACK_ENDS = [product.by_gather, product.by_scipy, product.by_accelerator]


@pytest.mark.parametrize("back_end", BACK_ENDS)
@settings(max_examples=40)
@given(seed=st.integers(0, 2**32), k=st.integers(1, 8), levels=st.sampled_from([1, 2, 64]))
def test_every_back_end_gives_the_pairs_of_the_definition(back_end, seed, k, levels):
    if back_end is product.by_accelerator and product.sp_matmul_topn is None:
        pytest.skip("sparse_dot_topn has no wheel for this platform")
    queries, matrix = world(seed, 40, 50, 60, levels)
    above = UNIT * QUERY_UNIT // 3
    assert triples(back_end(queries, matrix, k=k, above=above)) == by_definition(queries, matrix, k, above)


def test_a_product_without_the_accelerator_gives_the_same(monkeypatch, index, names):
    with_it = index.search(names, k=3, threshold=0)
    monkeypatch.setattr(product, "sp_matmul_topn", None)
    without = index.search(names, k=3, threshold=0)
    for column in ("row", "name", "score"):
        assert getattr(with_it, column).tolist() == getattr(without, column).tolist()
