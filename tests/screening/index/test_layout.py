"""The arrays of an index have one kind each, in memory as on disk."""

import numpy as np

from screening.index.layout import ARRAY_NAMES, KINDS, compact


def test_arrays_are_kept_in_the_kinds_that_are_stored_whatever_kinds_they_come_in():
    arrays = compact(**{name: np.arange(6)[::2] for name in ARRAY_NAMES})
    assert {name: getattr(arrays, name).dtype for name in ARRAY_NAMES} == KINDS
    assert all(getattr(arrays, name).flags.c_contiguous for name in ARRAY_NAMES)
    assert all(getattr(arrays, name).tolist() == [0, 2, 4] for name in ARRAY_NAMES)


def test_hashes_are_whole_and_ids_fit_in_31_bits():
    assert {KINDS[name] for name in ("words", "pairs", "bags", "together")} == {np.dtype(np.uint64)}
    assert KINDS["ids"] == np.dtype(np.int32)
