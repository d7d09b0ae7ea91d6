"""Several people keep the same check at once, on SQLite and PostgreSQL alike."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlmodel import select

from screening.context import open_context
from screening.model import Subject
from screening.review.case_finder import PartyNames
from screening.run_facts import run_facts
from screening.saved_checks import Keeper, count_checks, keep_check
from screening.storage.tables import SubjectKey

TEAM, AT_ONCE = "office", 4


@pytest.fixture
def place(settings, clock):
    opened = open_context(settings, clock)
    yield opened
    opened.close()


def test_those_who_keep_the_same_new_check_at_once_all_keep_it_and_its_subject_has_one_key(
    place, small_engine, clock
):
    result = small_engine.screen(Subject("Wei Zhang", affiliations=("Beihang University",)))
    said, parties = run_facts(small_engine, clock.now), PartyNames.of(small_engine)
    together = Barrier(AT_ONCE)

    def keep(number):
        together.wait()
        return keep_check(place, result, said, parties, Keeper(f"person:{number}", "", TEAM))

    with ThreadPoolExecutor(AT_ONCE) as people:
        kept = list(people.map(keep, range(AT_ONCE)))
    assert count_checks(place, TEAM) == len(set(kept)) == AT_ONCE
    with place.database.read() as session:
        assert len(session.exec(select(SubjectKey)).all()) == 1
