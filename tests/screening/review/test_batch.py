"""Identical cases are decided together, all or none, and each keeps a decision of its own."""

import pytest

from screening.audit import lines_of
from screening.review.batch import MOST, confirm_all, propose_all, withdraw_all
from screening.review.decide import CaseUnknown, Proposal, propose, version_of
from screening.review.history import history_of
from screening.review.queue import alike_cases
from screening.review.rules import DecisionRefused, MovedOn, NotYours, Verdict

TRUE = Proposal(Verdict.TRUE_MATCH, "name_and_place")
LATER = Proposal(Verdict.INCONCLUSIVE, "too_little")
LIST = (
    "Name,Institution,Country\n"
    "Wei Zhang,Beihang University,CN\nLi Na,Beihang University,CN\nYu Bo,Beihang University,CN\n"
    "Ada,Zabir Logistics Company,SY\n"
    "Abdul Satar Ghoura,KU Leuven,BE\nAbdul Satar Ghoura,Harvard University,US\n"
)


@pytest.fixture
def cases(office):
    office.screen(LIST)
    return [each for each in office.cases() if "Beihang" in each.shown]


def chosen(cases):
    return {each.id: version_of(each) for each in cases}


def states(office):
    return sorted(each.state for each in office.cases(state="") if "Beihang" in each.shown)


def test_identical_cases_are_proposed_and_confirmed_together_each_in_the_log(office, place, people, cases):
    ana, ben = people
    assert propose_all(place, office.team, chosen(cases), TRUE, ana, source="page") == 3
    waiting = [each for each in office.cases() if each.state == "second"]
    with pytest.raises(NotYours):
        confirm_all(place, office.team, chosen(waiting), ana, "")
    assert states(office) == ["second"] * 3
    assert confirm_all(place, office.team, chosen(waiting), ben, "all of one institute") == 3
    assert states(office) == ["decided"] * 3
    with place.database.read() as session:
        lines = [line.action for line in lines_of(session) if line.team == office.team]
        assert lines.count("disposition.proposed") == lines.count("disposition.confirmed") == 3
        assert {each.second_name for case in cases for each in history_of(session, case.id)} == {"Ben Smith"}


def test_decisions_are_taken_back_together_and_none_is_erased(office, place, people, cases):
    propose_all(place, office.team, chosen(cases), LATER, people[0], source="page")
    decided = office.cases(state="decided")
    with pytest.raises(DecisionRefused):
        withdraw_all(place, office.team, chosen(decided), people[1], " ")
    withdraw_all(place, office.team, chosen(decided), people[1], "The dean answered")
    assert states(office) == ["open"] * 3
    with place.database.read() as session:
        assert [each.state for case in cases for each in history_of(session, case.id)] == ["withdrawn"] * 3


def test_one_case_that_moved_on_leaves_all_as_they_were(office, place, people, cases):
    looked_at = chosen(cases)
    propose(place, office.team, cases[0].id, LATER, people[1], source="page")
    with pytest.raises(MovedOn):
        propose_all(place, office.team, looked_at, TRUE, people[0], source="page")
    assert states(office) == ["decided", "open", "open"]


def test_cases_that_are_not_alike_none_or_too_many_are_refused(office, place, people, cases):
    (other,) = [each for each in office.cases() if "Zabir" in each.shown]
    for wrong in ([*cases, other], []):
        with pytest.raises(DecisionRefused):
            propose_all(place, office.team, chosen(wrong), TRUE, people[0], source="page")
    with pytest.raises(DecisionRefused):
        propose_all(
            place, office.team, dict.fromkeys(map(str, range(MOST + 1)), ""), TRUE, people[0], source="page"
        )
    with pytest.raises(CaseUnknown):
        propose_all(place, "others", chosen(cases), TRUE, people[0], source="page")
    assert states(office) == ["open"] * 3


def test_two_people_of_a_listed_name_are_never_alike(office, place, cases):
    people_of_one_name = [each for each in office.cases() if "Ghoura" in each.shown]
    assert len(people_of_one_name) == 4  # two rows beside two listed people
    with place.database.read() as session:
        assert [alike_cases(session, each, 9) for each in people_of_one_name] == [[]] * 4
        assert len(alike_cases(session, office.case("Wei Zhang"), 9)) == 2
