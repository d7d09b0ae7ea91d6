"""Counts of attempts to sign in: one for all machines, each in its own window, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from sqlalchemy import update
from sqlmodel import func, select

from screening.people.attempts import LONGEST_WINDOW, Counted, Limit, count_attempt, give_back
from screening.storage import open_database
from screening.storage.people_tables import Attempt

SOON, LATER, ADDRESS = Limit("soon", 5, 60), Limit("later", 10, 900), Limit("address", 30, 900)


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
    assert count_attempt(place, [SOON, LATER])[0] == Counted(began, 1)
    clock.moved(seconds=59)
    assert count_attempt(place, [SOON, LATER])[0] == Counted(began, 2)
    clock.moved(seconds=1)
    assert count_attempt(place, [SOON, LATER]) == [Counted(began + 60, 1), Counted(began, 3)]


def test_an_attempt_past_one_limit_is_not_looked_at_so_it_counts_under_no_other(place):
    found = [amounts(place, SOON, LATER) for _ in range(7)]
    assert found[4:] == [[5, 5], [6], [7]]


def test_what_is_given_back_is_never_less_than_nothing(place):
    for _ in range(2):
        amounts(place, ADDRESS, LATER)
    give_back(place, {"later": 5, "address": 1, "unknown": 3})
    assert amounts(place, ADDRESS, LATER) == [2, 1]


def test_counts_are_forgotten_once_no_window_reaches_them(place, clock):
    amounts(place, SOON)
    clock.moved(seconds=LONGEST_WINDOW + 1)
    amounts(place, LATER)
    with place.database.read() as session:
        assert session.exec(select(func.count()).select_from(Attempt)).one() == 1


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
    clock.moved(seconds=LONGEST_WINDOW + 1)
    if not place.database.is_sqlite:  # where one waits for the other in any case
        with place.database.write() as session:
            session.connection().execute(update(Attempt).where(Attempt.name == "later").values(amount=7))
            assert amounts(place, ADDRESS) == [1]
    assert amounts(place, LATER) == [1]
