"""Moves over flat arrays say the same as loops over rows would."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.index.arrays import bounds, lookup, ranges, rank_in_run, run_starts, stable_order

SMALL = st.lists(st.integers(0, 6), max_size=30)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5)), max_size=20))
def test_runs_are_laid_end_to_end(runs):
    start, length = (np.array([run[at] for run in runs], np.int64) for at in (0, 1))
    owner, place = ranges(start, length)
    expected = [(run, first + step) for run, (first, size) in enumerate(runs) for step in range(size)]
    assert list(zip(owner.tolist(), place.tolist(), strict=True)) == expected


@given(SMALL, SMALL)
def test_a_hash_is_looked_up_at_its_first_place(held, wanted):
    ascending = np.sort(np.array(held, np.uint64))
    places = lookup(ascending, np.array(wanted, np.uint64)).tolist()
    assert places == [sorted(held).index(each) if each in held else -1 for each in wanted]


@given(SMALL)
def test_numbers_start_where_the_first_of_them_stands(numbers):
    edge = bounds(np.sort(np.array(numbers, np.int64)), 7).tolist()
    assert [edge[each + 1] - edge[each] for each in range(7)] == [numbers.count(each) for each in range(7)]


@pytest.mark.parametrize("factor", [1, 2**60])
@given(numbers=SMALL)
def test_equal_keys_stay_as_they_came_however_large_they_are(factor, numbers):
    keys = np.array([each * factor for each in numbers if each * factor < 2**63], np.int64)
    assert stable_order(keys).tolist() == sorted(range(len(keys)), key=lambda place: int(keys[place]))


@given(SMALL)
def test_ranks_begin_anew_with_each_run(numbers):
    ranks, expected = rank_in_run(np.array(numbers, np.int64)).tolist(), []
    for place, each in enumerate(numbers):
        expected.append(expected[-1] + 1 if place and numbers[place - 1] == each else 0)
    assert ranks == expected


def test_a_run_starts_where_any_column_differs():
    assert run_starts(np.array([1, 1, 1, 2]), np.array([5, 5, 6, 6])).tolist() == [True, False, True, True]
    assert run_starts(np.zeros(0)).tolist() == []
