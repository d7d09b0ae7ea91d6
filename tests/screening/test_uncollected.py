"""The collector rests while something large is put together, and works again whoever ends first."""

import gc

import pytest

from screening.uncollected import uncollected


def torn():
    with uncollected():
        assert not gc.isenabled()
        raise ValueError("torn")


def test_it_rests_inside_and_works_again_after_an_error_too():
    with pytest.raises(ValueError, match="torn"):
        torn()
    assert gc.isenabled()


def test_of_two_at_once_the_first_to_end_lets_it_work_again():
    first, second = uncollected(), uncollected()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert gc.isenabled()
    second.__exit__(None, None, None)
    assert gc.isenabled()
