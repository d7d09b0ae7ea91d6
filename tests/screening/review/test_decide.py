"""Two people, one case: who may decide what, when it holds, and what of it is kept."""

import json

import pytest

from screening.audit import lines_of, token_of, verify
from screening.review.acceptance import AppliedCounts, accept_new, new_lines
from screening.review.decide import (
    CaseUnknown,
    Proposal,
    confirm,
    disagree,
    propose,
    undo,
    withdraw,
)
from screening.review.exceptions import part_members, put_back
from screening.review.history import accepted_under, history_of, members_of
from screening.review.queue import CaseFilter, count_left
from screening.review.rules import Decider, DecisionRefused, MovedOn, NotYours, Verdict

TRUE = Proposal(Verdict.TRUE_MATCH, "name_and_place")
FALSE = Proposal(Verdict.FALSE_POSITIVE, "other_body")
UNSURE = Proposal(Verdict.INCONCLUSIVE, "too_little")
SAME = (
    "Name,Institution,Country\nWei Zhang,Beihang University,CN\nBo Li,BEIHANG  University,CN\n"
    "Wei Zhang,Beihang University,CN\nLi Na,Zabir Logistics Company,SY\n"
)
MACHINE, KEY = Decider("this-machine", "This machine"), Decider("key:ab", "HR system")


@pytest.fixture
def case(office):
    office.screen()
    return office.case()


def test_a_finished_run_leaves_a_question_for_each_text_beside_each_party(office):
    office.screen(SAME)
    found = {each.matched: each for each in office.cases()}
    assert set(found) == {"Beihang University", "Zabir Logistics Company"}
    beihang = found["Beihang University"]
    assert (beihang.people, beihang.rows) == (2, 3)
    assert [line.partition(";")[0] for line in office.members(beihang.id)] == ["Bo Li", "Wei Zhang"]
    assert set(json.loads(beihang.seen)) == {"jp-end-users:1", "us-entity-list:cn/beihang"}


def new_of(place, made):
    """The digests of those who are new under a decision."""
    with place.database.read() as session:
        return [
            each.member.subject_digest
            for each in members_of(session, made.case_id, most=1_000)
            if each.member.is_new
        ]


def test_one_decision_answers_every_member_and_who_comes_later_is_to_be_accepted(
    office, place, people, clock
):
    office.screen(SAME)
    made = propose(place, office.team, office.case("Bo Li").id, TRUE, people[0], source="page")
    confirm(place, office.team, made.id, people[1])
    clock.moved(days=1)
    office.screen("Name,Institution,Country\nSomebody New,beihang  UNIVERSITY,CN\n")
    case = office.case("Somebody New")
    assert (case.id, case.state, case.people) == (made.case_id, "new", 3)
    new = {made.id: new_of(place, made)}
    assert accept_new(place, office.team, new, people[0]) == AppliedCounts(0, 1)
    with place.database.read() as session:
        assert accepted_under(session, made.case_id) == {}
    assert accept_new(place, office.team, new, people[1]) == AppliedCounts(1, 0)
    assert office.case("Somebody New").state == "decided"
    with place.database.read() as session:
        applied = accepted_under(session, made.case_id)[made.id]
    assert [
        (each.shown[:12], each.accepted_by_name, each.accepted_second_name) for each in applied.members
    ] == [("Somebody New", "Ana Ngata", "Ben Smith")]
    office.screen("Name,Institution,Country\nSomebody New,Beihang University,CN\n")
    assert office.case("Somebody New").state == "decided"  # once is enough
    with place.database.read() as session:
        (line,) = (
            each for each in lines_of(session) if each.action == "case.accepted" and each.team == office.team
        )
        facts = json.loads(line.facts)
        assert (facts["members"], facts["subjects"], facts["proposed_by"]) == (
            1,
            [token_of(session, office.team, "Somebody New", at=None)],
            people[0].id,
        )
        assert "Somebody" not in line.facts
        assert verify(session) == []


CLEARED_BY_TWO = "Name,Institution,Country\nJo Roe,Beihang University,CN\n"


@pytest.fixture
def cleared(office, place, people, behind_the_log):
    """A false positive at high level that two people decided, and two who came since."""
    office.screen(CLEARED_BY_TWO)
    with behind_the_log(place.database) as session:
        session.connection().exec_driver_sql("UPDATE case_subject SET level = 3")
        session.connection().exec_driver_sql("UPDATE review_case SET level = 3")
    made = propose(place, office.team, office.case("Jo Roe").id, FALSE, people[0], source="page")
    confirm(place, office.team, made.id, people[1])
    office.screen("Name,Institution,Country\nBo Roe,Beihang University,CN\nAda Roe,Beihang University,CN\n")
    return made


@pytest.mark.parametrize("first", [0, 1, 2])
def test_what_two_people_cleared_nobody_clears_alone_for_others(office, place, people, cleared, first):
    people = [*people, Decider("person:cara", "Cara Jones")]
    second, new = people[first - 1], {cleared.id: new_of(place, cleared)}
    assert accept_new(place, office.team, new, people[first]) == AppliedCounts(0, 2)
    assert office.case("Bo Roe").state == "new"
    assert len(new_of(place, cleared)) == 2
    for alone in (people[first], MACHINE):
        with pytest.raises(NotYours):
            accept_new(place, office.team, new, alone)
    with pytest.raises(NotYours, match="where people sign in"):
        accept_new(place, office.team, new, second, signed_in=False)
    one = {cleared.id: new[cleared.id][:1]}
    assert accept_new(place, office.team, one, second) == AppliedCounts(1, 0)
    assert (office.case("Bo Roe").state, new_of(place, cleared)) == ("new", new[cleared.id][1:])
    with place.database.read() as session:
        assert count_left(session, office.team, CaseFilter(), people[first].id) == 0
        assert count_left(session, office.team, CaseFilter(), second.id) == 1
    assert accept_new(place, office.team, {cleared.id: new[cleared.id][1:]}, second) == AppliedCounts(1, 0)
    assert office.case("Bo Roe").state == "decided"


def test_what_was_proposed_for_somebody_new_ends_with_the_decision_or_its_place_under_it(
    office, place, people, cleared
):
    new = new_of(place, cleared)
    accept_new(place, office.team, {cleared.id: new}, people[0])
    (own,) = part_members(place, office.team, cleared.case_id, new[:1], people[1])
    put_back(place, office.team, own, people[1])
    assert accept_new(place, office.team, {cleared.id: new[:1]}, people[1]) == AppliedCounts(0, 1)
    withdraw(place, office.team, cleared.id, people[0], "look again")
    with place.database.read() as session:
        members = [each.member for each in members_of(session, cleared.case_id)]
        assert {(each.is_new, each.accepted_by) for each in members} == {(False, "")}


@pytest.mark.parametrize("end", [undo, withdraw])
def test_nobody_stays_new_once_the_answer_is_taken_back(office, place, people, end):
    office.screen("Name,Institution,Country\nJo Roe,Beihang University,US\n")
    made = propose(place, office.team, office.case("Jo Roe").id, FALSE, people[0], source="page")
    office.screen("Name,Institution,Country\nBo Roe,Beihang University,US\n")
    assert len(new_of(place, made)) == 1
    end(place, office.team, made.id, people[0], *(["look again"] if end is withdraw else []))
    assert office.case("Bo Roe").state == "open"
    assert new_of(place, made) == []


def test_who_came_while_a_proposal_waited_is_not_new_once_that_was_rejected(office, place, people):
    office.screen("Name,Institution,Country\nJo Roe,Beihang University,US\n")
    made = propose(place, office.team, office.case("Jo Roe").id, TRUE, people[0], source="page")
    office.screen("Name,Institution,Country\nBo Roe,Beihang University,US\n")
    assert len(new_of(place, made)) == 1
    disagree(place, office.team, made.id, people[1], "Another body")
    assert (office.case("Bo Roe").state, new_of(place, made)) == ("open", [])


def test_who_comes_while_a_proposal_waits_is_new_once_it_is_confirmed(office, place, people):
    office.screen(SAME)
    made = propose(place, office.team, office.case("Bo Li").id, TRUE, people[0], source="page")
    office.screen("Name,Institution,Country\nSomebody New,Beihang University,CN\n")
    assert office.case("Bo Li").state == "second"
    confirm(place, office.team, made.id, people[1])
    assert office.case("Bo Li").state == "new"


def test_a_new_one_is_accepted_alone_or_taken_out_and_decided_about_alone(office, place, people):
    office.screen(SAME)
    made = propose(place, office.team, office.case("Bo Li").id, FALSE, people[0], source="page")
    office.screen("Name,Institution,Country\nAda New,Beihang University,CN\nEva New,Beihang University,CN\n")
    case = office.case("Bo Li")
    with place.database.read() as session:
        new = {
            each.member.shown[:3]: each.member for each in members_of(session, case.id) if each.member.is_new
        }
    assert sorted(new) == ["Ada", "Eva"]
    assert accept_new(place, office.team, {made.id: [new["Ada"].subject_digest]}, people[0]) == AppliedCounts(
        1, 0
    )
    assert office.case("Bo Li").state == "new"
    part_members(place, office.team, case.id, [new["Eva"].subject_digest], people[0])
    assert (office.case("Bo Li").state, office.case("Eva New").state) == ("decided", "open")


@pytest.mark.parametrize("which", [["no such"], []])
def test_others_than_were_seen_are_not_accepted(office, place, people, which):
    office.screen("Name,Institution,Country\nJo Roe,Beihang University,US\n")
    made = propose(place, office.team, office.case("Jo Roe").id, FALSE, people[0], source="page")
    office.screen("Name,Institution,Country\nBo Roe,Beihang University,US\n")
    with pytest.raises(DecisionRefused):
        accept_new(place, office.team, {made.id: which}, people[0])
    with pytest.raises(NotYours):
        accept_new(place, office.team, {made.id: new_of(place, made)}, KEY)
    assert office.case("Bo Roe").state == "new"


def test_who_took_the_place_of_somebody_that_was_seen_is_not_accepted_for_him(office, place, people):
    """As many are new as were seen, and they are others."""
    office.screen("Name,Institution,Country\nJo Roe,Beihang University,US\n")
    made = propose(place, office.team, office.case("Jo Roe").id, FALSE, people[0], source="page")
    office.screen("Name,Institution,Country\nBo Roe,Beihang University,US\n")
    seen = new_of(place, made)
    part_members(place, office.team, made.case_id, seen, people[0])
    office.screen("Name,Institution,Country\nEva New,Beihang University,US\n")
    assert len(new_of(place, made)) == len(seen)
    with pytest.raises(MovedOn, match="no longer new under this decision"):
        accept_new(place, office.team, {made.id: seen}, people[0])
    assert office.case("Eva New").state == "new"
    assert accept_new(place, office.team, {made.id: new_of(place, made)}, people[0]) == AppliedCounts(1, 0)


def test_who_is_listed_to_be_accepted_is_said_by_name_and_what_does_not_fit_is_counted(
    office, place, people, monkeypatch
):
    office.screen("Name,Institution,Country\nJo Roe,Beihang University,CN\n")
    made = propose(place, office.team, office.case("Jo Roe").id, TRUE, people[0], source="page")
    confirm(place, office.team, made.id, people[1])
    both = "Name,Institution,Country\nBo Roe,Beihang University,CN\nAda Roe,Beihang University,CN\n"
    office.screen(both, name="b.csv")
    with place.database.read() as session:
        found = new_lines(session, office.team, [made.id], people[1])
        assert [each.member.shown.partition(";")[0] for each in found.lines] == ["Ada Roe", "Bo Roe"]
        assert [(each.seen.file_name, each.seen.row) for each in found.lines] == [("b.csv", 3), ("b.csv", 2)]
        assert (found.further, found.others) == (0, 0)
        assert all(each.needs_two for each in found.lines)
        assert new_lines(session, "others", [made.id], people[1]).lines == ()
        monkeypatch.setattr("screening.review.acceptance.LISTED", 1)
        cut = new_lines(session, office.team, [made.id], people[1])
    assert (len(cut.lines), cut.further) == (1, 1)
    accept_new(place, office.team, {made.id: new_of(place, made)}, people[0])
    with place.database.read() as session:
        own = new_lines(session, office.team, [made.id], people[0])
        assert (own.lines, own.others) == ((), 2)
        assert new_lines(session, office.team, [made.id], people[1]).lines[0].proposed_by == "Ana Ngata"


def test_a_decision_made_anew_is_about_everybody_there(office, place, people):
    office.screen("Name,Institution,Country\nJo Roe,Beihang University,US\n")
    made = propose(place, office.team, office.case("Jo Roe").id, FALSE, people[0], source="page")
    office.screen("Name,Institution,Country\nBo Roe,Beihang University,US\n")
    with pytest.raises(MovedOn, match="others were added since"):
        propose(place, office.team, made.case_id, FALSE, people[0], source="page")
    withdraw(place, office.team, made.id, people[0], "look again")
    propose(place, office.team, made.case_id, FALSE, people[0], source="page")
    assert (office.case("Bo Roe").state, office.case("Bo Roe").people) == ("decided", 2)


def test_what_was_noted_about_one_person_never_comes_back_to_the_question_of_all(office, place, people):
    ended = Proposal(Verdict.FALSE_POSITIVE, "past_tie", "She left in 2019.")
    office.screen("Name,Institution,Country\nSarah Roe,Beihang University,US\n")
    made = propose(place, office.team, office.case("Sarah Roe").id, ended, people[0], source="page")
    undo(place, office.team, made.id, people[0])
    propose(place, office.team, made.case_id, FALSE, people[0], source="page")
    office.screen("Name,Institution,Country\nPavel Ivanov,Beihang University,US\n")
    pavel = office.case("Pavel Ivanov")
    assert (pavel.state, pavel.id == made.case_id) == ("open", False)
    undo(place, office.team, office.case("Sarah Roe").disposition_id, people[0])
    with pytest.raises(DecisionRefused, match="shown with nobody else"):
        put_back(place, office.team, made.case_id, people[0])


def test_an_answer_about_one_person_binds_nobody_else_who_says_the_same_now_or_later(office, place, people):
    ended = Proposal(Verdict.FALSE_POSITIVE, "past_tie", "She left in 2019.")
    office.screen("Name,Institution,Country\nSarah Roe,Beihang University,CN\n")
    made = propose(place, office.team, office.case("Sarah Roe").id, ended, people[0], source="page")
    office.screen(
        "Name,Institution,Country\nPavel Ivanov,Beihang University,CN\nSarah Roe,Beihang University,CN\n"
    )
    sarah, pavel = office.case("Sarah Roe"), office.case("Pavel Ivanov")
    assert (sarah.id, sarah.state) == (made.case_id, "decided")
    assert (pavel.state, pavel.disposition_id, pavel.lapsed, pavel.people) == ("open", "", "", 1)
    with place.database.read() as session:
        assert history_of(session, pavel.id) == []
        assert verify(session) == []


def test_an_answer_about_one_person_is_refused_for_a_question_about_several(office, place, people):
    office.screen(SAME)
    ended = Proposal(Verdict.FALSE_POSITIVE, "past_tie", "She left in 2019.")
    with pytest.raises(DecisionRefused, match=r"asks about 2\. Take the one that you mean out"):
        propose(place, office.team, office.case("Bo Li").id, ended, people[0], source="page")
    assert office.case("Bo Li").state == "open"


def test_the_same_text_in_another_country_is_another_question(office, place, people):
    office.screen("Name,Institution,Country\nJo Roe,Beihang University,US\n")
    made = propose(place, office.team, office.case("Jo Roe").id, FALSE, people[0], source="page")
    office.screen(
        "Name,Institution,Country\nLi Na,Beihang University,China\nBo Roe,Beihang University,United States\n"
    )
    assert (office.case("Li Na").state, office.case("Li Na").people) == ("open", 1)
    assert (office.case("Bo Roe").id, office.case("Bo Roe").state) == (made.case_id, "new")


def test_two_people_of_a_listed_name_are_two_questions(office):
    office.screen("Name,Institution\nAbdul Satar Ghoura,KU Leuven\nAbdul Satar Ghoura,Harvard University\n")
    assert [each.people for each in office.cases()] == [1] * 4  # two rows beside two listed people


def test_a_decision_is_undone_by_who_took_it_within_ten_minutes_and_the_log_keeps_both(
    office, place, people, case, clock
):
    ana, ben = people
    made = propose(place, office.team, case.id, UNSURE, ana, source="page")
    with pytest.raises(DecisionRefused, match="Only the person who decided"):
        undo(place, office.team, made.id, ben)
    clock.moved(minutes=10)
    undo(place, office.team, made.id, ana)
    assert office.case().state == "open"
    late = propose(place, office.team, case.id, UNSURE, ana, source="page")
    clock.moved(minutes=10, seconds=1)
    with pytest.raises(DecisionRefused, match="within 10 minutes"):
        undo(place, office.team, late.id, ana)
    with place.database.read() as session:
        lines = [line.action for line in lines_of(session) if line.team == office.team]
        assert lines[-3:] == ["disposition.decided", "disposition.withdrawn", "disposition.decided"]


def test_what_a_second_person_confirmed_is_not_undone(office, place, people, case):
    made = propose(place, office.team, case.id, TRUE, people[0], source="page")
    confirm(place, office.team, made.id, people[1])
    with pytest.raises(DecisionRefused, match="before a second reviewer"):
        undo(place, office.team, made.id, people[0])


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
