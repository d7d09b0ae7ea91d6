"""Two people, one case: who may decide what, when it holds, and what of it is kept."""

import json

import pytest

from screening.audit import lines_of, verify
from screening.review.decide import CaseUnknown, Proposal, confirm, disagree, propose, withdraw
from screening.review.history import history_of
from screening.review.rules import Decider, DecisionRefused, MovedOn, NotYours, Verdict

TRUE = Proposal(Verdict.TRUE_MATCH, "identifier")
FALSE = Proposal(Verdict.FALSE_POSITIVE, "other_body")
MACHINE, KEY = Decider("this-machine", "This machine"), Decider("key:ab", "HR system")


@pytest.fixture
def case(office):
    office.screen()
    return office.case()


def test_a_finished_run_leaves_a_case_for_each_subject_beside_each_party(office):
    office.screen()
    cases = office.cases()
    assert [each.shown.partition(";")[0] for each in cases] == ["Wei Zhang", "Li Na"] or len(cases) == 2
    assert {each.party_id for each in cases} == {cases[0].party_id}
    assert all("listings" not in each.shown and json.loads(each.seen) for each in cases)


def test_a_true_match_holds_only_once_a_second_person_has_confirmed_it(office, place, people, case):
    ana, ben = people
    made = propose(place, office.team, case.id, TRUE, ana, source="page")
    assert office.case().state == "second"
    with pytest.raises(NotYours):
        confirm(place, office.team, made.id, ana)
    with pytest.raises(NotYours):
        confirm(place, office.team, made.id, MACHINE)
    with pytest.raises(NotYours):
        confirm(place, office.team, made.id, KEY)
    assert office.case().state == "second"
    confirm(place, office.team, made.id, ben)
    assert (office.case().state, office.case().verdict) == ("decided", "true_match")
    with place.database.read() as session:
        (kept,) = history_of(session, case.id)
        assert (kept.by_name, kept.second_name) == ("Ana Ngata", "Ben Smith")


def test_clearing_a_high_risk_needs_a_second_person_and_less_does_not(
    office, place, people, case, behind_the_log
):
    ana, _ = people
    with behind_the_log(place.database) as session:
        session.connection().exec_driver_sql("UPDATE review_case SET level = 2")
    propose(place, office.team, case.id, FALSE, ana, source="page")
    assert office.case().state == "decided"
    with behind_the_log(place.database) as session:
        session.connection().exec_driver_sql("UPDATE review_case SET level = 3")
    propose(place, office.team, office.case("Li Na").id, FALSE, ana, source="page")
    assert office.case("Li Na").state == "second"


def test_a_key_never_clears_anybody_by_itself(office, place, case, behind_the_log):
    with behind_the_log(place.database) as session:
        session.connection().exec_driver_sql("UPDATE review_case SET level = 1")
    propose(place, office.team, case.id, FALSE, KEY, source="api")
    assert office.case().state == "second"


def test_who_disagrees_opens_the_case_again_and_says_why(office, place, people, case):
    ana, ben = people
    made = propose(place, office.team, case.id, TRUE, ana, source="page")
    with pytest.raises(DecisionRefused):
        disagree(place, office.team, made.id, ben, " ")
    disagree(place, office.team, made.id, ben, "Another Wei Zhang")
    assert office.case().state == "open"
    with place.database.read() as session:
        (kept,) = history_of(session, case.id)
        assert (kept.state, kept.ended_reason) == ("disagreed", "Another Wei Zhang")


def test_only_who_proposed_it_withdraws_a_proposal_that_waits(office, place, people, case):
    ana, ben = people
    made = propose(place, office.team, case.id, TRUE, ana, source="page")
    for other in (ben, KEY, MACHINE):
        with pytest.raises(DecisionRefused, match="Only the person who proposed it"):
            withdraw(place, office.team, made.id, other, "not mine to take back")
    assert office.case().state == "second"
    withdraw(place, office.team, made.id, ana, "The identifier was mistyped")
    assert office.case().state == "open"


def test_a_decision_is_withdrawn_not_overwritten_and_its_history_stays(office, place, people, case):
    ana, ben = people
    first = propose(place, office.team, case.id, TRUE, ana, source="page")
    with pytest.raises(MovedOn):
        propose(place, office.team, case.id, FALSE, ben, source="page")
    confirm(place, office.team, first.id, ben)
    with pytest.raises(MovedOn):
        propose(place, office.team, case.id, FALSE, ben, source="page")
    withdraw(place, office.team, first.id, ben, "The identifier was mistyped")
    assert office.case().state == "open"
    propose(place, office.team, case.id, Proposal(Verdict.ESCALATED, "legal_advice"), ana, source="page")
    assert office.case().state == "escalated"
    propose(place, office.team, case.id, Proposal(Verdict.INCONCLUSIVE, "too_little"), ben, source="page")
    with place.database.read() as session:
        states = sorted(each.state for each in history_of(session, case.id))
    assert states == ["decided", "replaced", "withdrawn"]


@pytest.mark.parametrize(
    ("verdict", "reason", "note"),
    [
        (Verdict.TRUE_MATCH, "other_body", "x"),
        (Verdict.TRUE_MATCH, "no_such_code", "x"),
        (Verdict.FALSE_POSITIVE, "other", " "),
        (Verdict.INCONCLUSIVE, "too_little", "x" * 4_001),
    ],
)
def test_a_decision_without_a_fitting_reason_is_refused_whole(
    office, place, people, case, verdict, reason, note
):
    with pytest.raises(DecisionRefused):
        propose(place, office.team, case.id, Proposal(verdict, reason, note), people[0], source="page")
    assert office.case().state == "open"


def test_another_teams_case_is_no_case_at_all(office, place, people, case):
    made = propose(place, office.team, case.id, TRUE, people[0], source="page")
    with pytest.raises(CaseUnknown):
        propose(place, "others", case.id, TRUE, people[1], source="page")
    with pytest.raises(CaseUnknown):
        confirm(place, "others", made.id, people[1])


def test_every_decision_is_sealed_in_the_log_without_a_name(office, place, people, case):
    ana, ben = people
    made = propose(
        place, office.team, case.id, Proposal(Verdict.TRUE_MATCH, "other", "Marker Note"), ana, source="page"
    )
    confirm(place, office.team, made.id, ben)
    withdraw(place, office.team, made.id, ben, "Marker Reason")
    with place.database.read() as session:
        lines = [line for line in lines_of(session) if line.team == office.team]
        lines = [line for line in lines if line.action.startswith("disposition.")]
        assert verify(session) == []
    assert [line.action for line in lines] == [
        "disposition.proposed",
        "disposition.confirmed",
        "disposition.withdrawn",
    ]
    said = json.dumps([line.facts for line in lines])
    assert "Marker" not in said
    assert "Zhang" not in said
    assert len({json.loads(line.facts)["subject"] for line in lines}) == 1
