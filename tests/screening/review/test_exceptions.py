"""A member is taken out of its question, decided by itself, and put back, on SQLite and PostgreSQL alike."""

import pytest

from screening.audit import lines_of
from screening.context import open_context
from screening.review.comments import comment
from screening.review.decide import CaseUnknown, Proposal, confirm, propose, withdraw
from screening.review.exceptions import exceptions_of, part_members, put_back, question_of
from screening.review.history import history_of, members_of
from screening.review.rules import DecisionRefused, MovedOn, Verdict
from screening.runs.holds import hold_case
from screening.runs.verification import verify_installation

TRUE = Proposal(Verdict.TRUE_MATCH, "name_and_place")
FALSE = Proposal(Verdict.INCONCLUSIVE, "too_little")
LIST = (
    "Name,Institution,Country\nWei Zhang,Beihang University,CN\nLi Na,Beihang University,CN\n"
    "Li Na,Beihang University,CN\nYu Bo,Beihang University,CN\n"
)


@pytest.fixture
def place(settings, clock):
    opened = open_context(settings, clock)
    yield opened
    opened.close()


def digest(place, case, text):
    with place.database.read() as session:
        return next(
            each.member.subject_digest for each in members_of(session, case.id) if text in each.member.shown
        )


@pytest.fixture
def parted(office, place, people):
    """A question that was decided, with Li Na taken out of it; gives the ids of both."""
    office.screen(LIST)
    case = office.case("Li Na")
    made = propose(place, office.team, case.id, TRUE, people[0], source="page")
    confirm(place, office.team, made.id, people[1])
    (own,) = part_members(place, office.team, case.id, [digest(place, case, "Li Na")], people[0])
    return case.id, own


def test_a_member_that_is_taken_out_is_a_question_of_its_own_and_the_others_stay_decided(
    office, place, parted, people
):
    question, own = parted
    cases = {each.id: each for each in office.cases(state="")}
    assert (cases[question].state, cases[question].people, cases[question].rows) == ("decided", 2, 2)
    assert (cases[own].state, cases[own].people, cases[own].rows) == ("open", 1, 2)
    with place.database.read() as session:
        assert [each.id for each in exceptions_of(session, cases[question])] == [own]
        assert question_of(session, cases[own]).id == question
        assert verify_installation(place, files=False).faults == ()
    propose(place, office.team, own, FALSE, people[1], source="page")
    assert {each.verdict for each in office.cases(state="")} == {"true_match", "inconclusive"}


def test_later_runs_find_the_member_in_its_own_question_and_new_ones_in_that_of_all(
    office, parted, place, people, clock
):
    question, own = parted
    propose(place, office.team, own, FALSE, people[1], source="page")
    clock.moved(days=1)
    office.screen(LIST + "New One,Beihang University,CN\n")
    cases = {each.id: (each.verdict, each.people) for each in office.cases(state="")}
    assert cases == {question: ("true_match", 3), own: ("inconclusive", 1)}


def test_it_is_put_back_with_all_that_was_decided_and_said_about_it(office, place, parted, people, clock):
    question, own = parted
    made = propose(place, office.team, own, FALSE, people[1], source="page")
    comment(place, office.team, own, people[1], "asked the dean")
    with pytest.raises(MovedOn):
        put_back(place, office.team, own, people[1])
    withdraw(place, office.team, made.id, people[1], "the dean answered")
    assert put_back(place, office.team, own, people[1]) == question
    (case,) = office.cases(state="")
    assert (case.id, case.state, case.people, case.rows) == (question, "new", 3, 4)
    with place.database.read() as session:
        assert {each.verdict for each in history_of(session, question)} == {"true_match", "inconclusive"}
        assert verify_installation(place, files=False).faults == ()
        said = [line for line in lines_of(session) if line.action in ("case.parted", "case.joined")]
        assert len(said) == 2
        assert "Li Na" not in "".join(line.facts for line in said)
    with pytest.raises(DecisionRefused, match="not taken out"):
        put_back(place, office.team, question, people[1])


def test_what_cannot_be_taken_out_is_refused_and_nothing_changes(office, place, people):
    office.screen(LIST)
    case = office.case()
    every = [digest(place, case, name) for name in ("Wei", "Li", "Yu")]
    for wrong in ([], every, ["unknown"]):
        with pytest.raises(DecisionRefused):
            part_members(place, office.team, case.id, wrong, people[0])
    with pytest.raises(CaseUnknown):
        part_members(place, "others", case.id, every[:1], people[0])
    hold_case(place, case.id, office.team, actor="cy", why="Inquiry 7")
    with pytest.raises(DecisionRefused, match="on hold"):
        part_members(place, office.team, case.id, every[:1], people[0])
    assert [each.people for each in office.cases(state="")] == [3]
