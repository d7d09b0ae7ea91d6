"""Counts of calls: what is charged together counts together, whatever of it is refused."""

import pytest

from screening.storage import StorageFailed
from web.rates import Allowance, Charge, Quota, Rates, TooMany

MINUTE, DAY = 60, 86_400


@pytest.fixture
def moment():
    """Seconds since the epoch, to be moved."""
    return [1_000_000.0]


@pytest.fixture
def rates(tmp_path, moment):
    return Rates(tmp_path / "rates", lambda: moment[0])


def charge(name, amount, units, window=MINUTE):
    return Charge(name, amount, Allowance(units, window), lambda: f"Up to {units}")


def test_each_charge_has_its_own_allowance_and_window(rates, moment):
    both = [charge("calls", 2, 5), charge("characters", 70, 100, DAY)]
    assert rates.take_all(both) == [Quota(5, 3, MINUTE), Quota(100, 30, DAY)]
    moment[0] += MINUTE
    calls, characters = rates.take_all(both)
    assert calls == Quota(5, 3, MINUTE)
    assert isinstance(characters, TooMany)
    assert characters.facts["retry_after"] == DAY - MINUTE


def test_a_charge_that_is_refused_leaves_the_others_counted_and_is_counted_itself(rates):
    refused, taken = rates.take_all([charge("subjects", 11, 10, DAY), charge("characters", 60, 100)])
    assert (refused.sentence, taken) == ("Up to 10; wait 86,400 seconds.", Quota(100, 40, MINUTE))
    with pytest.raises(TooMany):
        rates.take(charge("subjects", 1, 10, DAY))
    assert rates.take(charge("characters", 40, 100)) == Quota(100, 0, MINUTE)


def test_what_may_be_taken_is_put_into_words_only_where_it_is_refused(rates):
    asked = []
    words = Charge("calls", 1, Allowance(1, MINUTE), lambda: asked.append(1) or "Once")
    rates.take(words)
    assert asked == []
    with pytest.raises(TooMany, match="Once"):
        rates.take(words)


def test_what_cannot_be_counted_is_not_allowed(rates, tmp_path):
    rates._connection().execute("DROP TABLE used")
    with pytest.raises(StorageFailed):
        rates.take(charge("calls", 1, 5))
