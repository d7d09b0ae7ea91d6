"""Counts of attempts to sign in: one for all machines, each in its own window, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import update
from sqlmodel import func, select

from screening.accounts.sign_in_attempts import AttemptCount, Limit, blocks_of, count_attempt, give_back
from screening.storage import open_database
from screening.storage.people_tables import Attempt

SOON, LATER, ADDRESS = Limit("soon", 5, 60), Limit("later", 10, 900), Limit("address", 30, 900)
DAY = Limit("day", 100, 86_400)


def amounts(place, *limits):
    return [each.amount for each in count_attempt(place, limits)]


def test_every_machine_counts_on_where_another_has_counted(place):
    other = replace(place, database=open_database(place.settings))
    try:
        assert [amounts(at, ADDRESS, LATER) for at in (place, other, place)] == [[1, 1], [2, 2], [3, 3]]
        assert amounts(other, ADDRESS) == [4]
    finally:
        other.database.close()


def test_a_window_begins_with_its_first_attempt_and_ends_by_itself(place, clock):
    began = int(clock.now.timestamp())
    assert count_attempt(place, [SOON, LATER])[0] == AttemptCount(began, 1)
    clock.moved(seconds=59)
    assert count_attempt(place, [SOON, LATER])[0] == AttemptCount(began, 2)
    clock.moved(seconds=1)
    assert count_attempt(place, [SOON, LATER]) == [AttemptCount(began + 60, 1), AttemptCount(began, 3)]


def test_an_attempt_past_one_limit_is_not_looked_at_so_it_counts_under_no_other(place):
    found = [amounts(place, SOON, LATER) for _ in range(7)]
    assert found[4:] == [[5, 5], [6], [7]]


def test_what_is_given_back_is_never_less_than_nothing(place):
    for _ in range(2):
        amounts(place, ADDRESS, LATER)
    give_back(place, {"later": 5, "address": 1, "unknown": 3})
    assert amounts(place, ADDRESS, LATER) == [2, 1]


def test_each_count_is_forgotten_once_its_own_window_is_over(place, clock):
    amounts(place, SOON, DAY)
    clock.moved(seconds=60)
    assert amounts(place, LATER) == [1]
    with place.database.read() as session:
        assert session.exec(select(func.count()).select_from(Attempt)).one() == 2
    assert amounts(place, DAY) == [2]


def test_those_who_sign_in_at_once_from_one_address_do_not_wait_for_each_other_in_a_ring(place):
    office, soon, account = Limit("z office", 9_999, 900), Limit("a, soon", 9_999, 60), Limit("a", 9_999, 900)

    def sign_in(_number):
        count_attempt(place, [office, soon, account])
        give_back(place, {"z office": 1, "a, soon": 1, "a": 1})

    with ThreadPoolExecutor(4) as people:
        list(people.map(sign_in, range(24)))
    assert amounts(place, office, soon, account) == [1, 1, 1]


def test_an_old_count_that_another_is_counting_on_is_not_waited_for(settings, place, clock):
    amounts(place, ADDRESS, LATER)
    clock.moved(seconds=901)
    if not place.database.is_sqlite:  # where one waits for the other in any case
        with place.database.write() as session:
            session.connection().execute(update(Attempt).where(Attempt.name == "later").values(amount=7))
            assert amounts(place, ADDRESS) == [1]
    assert amounts(place, LATER) == [1]


@pytest.mark.parametrize(
    ("address", "wide", "narrow"),
    [
        ("192.0.2.7", "192.0.2.0/24", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.0/24", "192.0.2.7"),
        ("::ffff:c000:207", "192.0.2.0/24", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::", "2001:db8:1::/48", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/48", "fe80::/64"),
        ("::1", "::/48", "::/64"),
        ("unix:", "wide unix:", "unix:"),
        ("", "wide ", ""),
    ],
)
def test_an_address_belongs_to_the_block_that_one_owner_has_however_it_is_written(address, wide, narrow):
    assert blocks_of(address) == (wide, narrow)
