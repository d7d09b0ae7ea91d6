"""Cases come into the queue with the end of their run, all of them or none, on SQLite and PostgreSQL alike."""

import pytest
from sqlmodel import select

from screening.context import install, open_context
from screening.review import case_intake
from screening.review.decide import Proposal, confirm, propose, version_of
from screening.review.rules import Verdict
from screening.runs import report_step as steps_module
from screening.runs.control import cancel_run, newest_runs, run_progress
from screening.storage import StorageFailed
from screening.storage.review_tables import Case, Sighting, StagedCase

PEOPLE = "Name,Institution,Country\n" + "".join(
    f"Person {number:02},Beihang University,CN\n" for number in range(7)
)
# Members of two texts, one of them with more than a portion takes.
SEVERAL = PEOPLE.replace("02,Beihang University", "02,Zabir Logistics Company")


@pytest.fixture
def place(settings, clock):
    install(settings)
    opened = open_context(settings, clock)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def small_portions(monkeypatch):
    monkeypatch.setattr(steps_module, "AT_ONCE", 2)
    monkeypatch.setattr(case_intake, "PORTION", 2)


def brought(place):
    with place.database.read() as session:
        return len(session.exec(select(StagedCase.id)).all())


def in_queue(place, office):
    with place.database.read() as session:
        return sum(session.exec(select(Case.people).where(Case.state == "open"))), len(
            session.exec(select(Sighting.case_id)).all()
        )


def the_run(place, office):
    (run,) = newest_runs(place, office.team)
    return run.run_id


def lost(*_given):
    """A worker that is lost before it finishes the run."""
    raise StorageFailed("The database did not answer.")


def test_a_run_cancelled_while_its_cases_are_brought_leaves_none_in_the_queue(office, place, monkeypatch):
    real = steps_module.stage_cases

    def bring(session, key, cases, *, whole):
        if brought(place) == 4:
            raise StorageFailed("The disk is full.")
        real(session, key, cases, whole=whole)

    monkeypatch.setattr(steps_module, "stage_cases", bring)
    with pytest.raises(StorageFailed):
        office.screen(PEOPLE)
    assert brought(place) == 4
    run_id = the_run(place, office)
    cancel_run(place, run_id, office.team, "ana")
    assert (in_queue(place, office), brought(place)) == ((0, 0), 0)


def test_nothing_is_in_the_queue_before_its_run_is_finished_and_brought_twice_it_is_there_once(
    office, place, monkeypatch
):
    with monkeypatch.context() as patched:
        patched.setattr(steps_module, "merge_staged_cases", lost)
        with pytest.raises(StorageFailed):
            office.screen(PEOPLE)
    assert (in_queue(place, office), brought(place)) == ((0, 0), 7)
    run_id = the_run(place, office)
    office.step("report", run_id)
    assert run_progress(place, run_id, office.team).state == "finished"
    assert (in_queue(place, office), brought(place)) == ((7, 7), 0)


@pytest.fixture
def lost_on_the_way(monkeypatch):
    """A worker that is lost when it has taken in a part of what was brought."""

    def lose(at):
        real = case_intake.merge_staged_cases

        def merging(decision, seen, key, number, progress):
            gone = 0

            def told(rows):
                nonlocal gone
                gone += rows
                if gone >= at:
                    raise StorageFailed("The database did not answer.")

            real(decision, seen, key, number, told)

        monkeypatch.setattr(steps_module, "merge_staged_cases", merging)

    return lose


# Of seven members: some cases are made, all are, and some are counted.
@pytest.mark.parametrize("at", [1, 3, 6])
def test_a_run_lost_while_its_cases_are_taken_in_leaves_none_and_is_taken_up_again(
    make_office, place, lost_on_the_way, monkeypatch, at
):
    undisturbed, office = make_office(), make_office()
    whole = sightings(place, undisturbed.screen(SEVERAL))
    before = in_queue(place, office)
    with monkeypatch.context():
        lost_on_the_way(at)
        with pytest.raises(StorageFailed):
            office.screen(SEVERAL)
    monkeypatch.setattr(steps_module, "merge_staged_cases", case_intake.merge_staged_cases)
    assert (in_queue(place, office), brought(place)) == (before, 7)
    run_id = the_run(place, office)
    office.step("report", run_id)
    assert sightings(place, run_id) == whole
    assert brought(place) == 0


def test_a_run_cancelled_after_its_cases_were_taken_in_half_leaves_none(office, place, lost_on_the_way):
    lost_on_the_way(3)
    with pytest.raises(StorageFailed):
        office.screen(SEVERAL)
    cancel_run(place, the_run(place, office), office.team, "ana")
    assert (in_queue(place, office), brought(place)) == ((0, 0), 0)


@pytest.mark.parametrize("portion", [1, 3, 1_000])
def test_the_size_of_portions_changes_nothing_of_what_is_in_the_queue(
    make_office, place, monkeypatch, portion
):
    def both(office):
        first = sightings(place, office.screen(SEVERAL))
        return first, sightings(place, office.screen(SEVERAL.replace("Person 03", "Person 33"), name="b.csv"))

    by_two = both(make_office())
    monkeypatch.setattr(case_intake, "PORTION", portion)
    assert both(make_office()) == by_two


NAMES_OF_BEIHANG = (
    "Beihang University",
    "Beijing University of Aeronautics and Astronautics",
    "北京航空航天大学",
)
THREE_TEXTS = "Name,Institution,Country\n" + "".join(f"Wei Zhang,{name},CN\n" for name in NAMES_OF_BEIHANG)


@pytest.mark.parametrize("portion", [1, 1_000])
def test_who_comes_under_a_decided_case_with_this_run_was_not_decided_about_before(
    make_office, place, people, monkeypatch, portion
):
    monkeypatch.setattr(case_intake, "PORTION", portion)
    before, office = make_office(), make_office()
    before.screen(THREE_TEXTS)
    # The text that is taken in before the others.
    first = min(before.cases(), key=lambda each: each.text_digest).matched
    office.screen(f"Name,Institution,Country\nAna Silva,{first},CN\n")
    (case,) = office.cases()
    proposal = Proposal(Verdict.TRUE_MATCH, "name_and_place", "seen on the page of staff")
    made = propose(place, office.team, case.id, proposal, people[0], source="page", version=version_of(case))
    confirm(place, office.team, made.id, people[1])
    run_id = office.screen(THREE_TEXTS, name="b.csv")
    found = {each.matched: each for each in office.cases(state="", run_id=run_id)}
    assert len(found) == len(NAMES_OF_BEIHANG)
    assert found.pop(case.matched).state == "new"
    assert {(each.state, each.lapsed, each.earlier_id) for each in found.values()} == {("open", "", "")}


def test_a_subject_written_in_two_ways_is_one_member_that_stands_for_both_rows(office, place):
    office.screen(
        "Name,Institution,Country\nWei Zhang,Beihang University,CN\nWEI  ZHANG,Beihang University,CN\n"
    )
    assert in_queue(place, office) == (1, 1)
    with place.database.read() as session:
        assert session.exec(select(Sighting.rows)).all() == [2]


IN_PORTIONS = """Name,Institution,Country,Project
Wei Zhang,Beihang University,CN,
Ana Silva,Tsinghua University,CN,
WEI  ZHANG,Beihang University,CN,
Bo Berg,Beihang University,CN,
Wei Zhang,Beihang University,CN,
Bo  Berg,Beihang University,CN,
"""


def sightings(place, run_id):
    with place.database.read() as session:
        said = (Sighting.seen, Sighting.level, Sighting.rows, Sighting.sheet, Sighting.row, Sighting.lead)
        wanted = (
            select(Sighting.subject_digest, Case.party_id, *said, Case.people, Case.rows, Case.matched)
            .join(Case, Case.id == Sighting.case_id)
            .where(Sighting.run_id == run_id)
        )
        return sorted(session.exec(wanted).all())


@pytest.mark.parametrize("steps", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_cases_brought_by_portions_in_any_order_are_those_of_the_list_as_one(make_office, place, steps):
    as_one, by_portions = make_office(), make_office()
    whole = sightings(place, as_one.screen(IN_PORTIONS))
    parted = sightings(place, by_portions.screen(IN_PORTIONS, chunk=2, steps=steps))
    assert parted == whole
    assert {rows for _, _, _, _, rows, *_ in whole} == {2, 3}  # of four rows with one subject, and of two


def test_a_portion_brings_its_cases_while_others_are_still_to_be_screened(office, place):
    run_id = office.accept(IN_PORTIONS, chunk=2)
    office.step("plan", run_id)
    office.step("chunk", run_id, number=1)
    assert (in_queue(place, office), brought(place)) == ((0, 0), 2)
