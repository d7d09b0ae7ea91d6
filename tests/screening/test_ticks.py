"""Bytes gone through are told as the rows they hold, all of them and none twice."""

from hypothesis import given
from hypothesis import strategies as st

from screening.ticks import by_share


@given(st.lists(st.integers(1, 1_000), min_size=1), st.integers(0, 500))
def test_the_rows_of_a_file_are_told_by_the_share_of_its_bytes(blocks, rows):
    told = []
    tell = by_share(told.append, rows, sum(blocks))
    for block in blocks:
        tell(block)
    assert sum(told) == rows
    assert min(told) >= 0
