"""Many questions are decided in one step, all or none; each keeps a decision of its own, and one person confirms all."""

import pytest

from screening.audit import lines_of
from screening.review import bulk as bulk_module
from screening.review.bulk import (
    bulk_of,
    disagree_bulk,
    preview_bulk,
    propose_bulk,
    undo_bulk,
    waiting_lines,
)
from screening.review.decide import CaseUnknown, Proposal, confirm_all, propose
from screening.review.history import history_of
from screening.review.queue import CaseFilter
from screening.review.rules import DecisionRefused, MovedOn, NotYours, Verdict

TRUE = Proposal(Verdict.TRUE_MATCH, "name_and_place")
LATER = Proposal(Verdict.INCONCLUSIVE, "too_little")
ALL = CaseFilter()
LIST = (
    "Name,Institution,Country\n"
    "Wei Zhang,Beihang University,CN\nLi Na,Beihang University,CN\nWei Zhang,Beihang University,CN\n"
    "Yu Bo,Beijing University of Aeronautics and Astronautics,CN\nAda,Zabir Logistics Company,SY\n"
)


@pytest.fixture
def looked(office, place):
    """What a preview of the whole queue says."""
    office.screen(LIST)

    def preview(wanted=ALL, team=None):
        with place.database.read() as session:
            return preview_bulk(session, team or office.team, wanted, "person:ana")

    return preview


def states(office):
    return sorted(each.state for each in office.cases(state=""))


def test_a_preview_says_how_many_questions_people_and_rows_at_which_level(looked, people):
    found = looked()
    assert (found.cases, found.people, found.rows, sum(found.levels)) == (3, 4, 5, 3)
    assert found.seconds(Verdict.TRUE_MATCH, people[0]) == 3
    assert found.seconds(Verdict.INCONCLUSIVE, people[0]) == 0
    assert looked(CaseFilter(query="zabir")).people == 1


def test_one_step_decides_all_of_a_filter_and_one_second_person_confirms_all(
    office, place, people, looked, behind_the_log
):
    ana, ben = people
    with behind_the_log(place.database) as session:
        session.connection().exec_driver_sql("UPDATE review_case SET level = 3")
    beihang = CaseFilter(list_id="us-entity-list")
    made = propose_bulk(
        place, office.team, beihang, TRUE, ana, version=looked(beihang).version, source="page"
    )
    assert (made.cases, made.waiting) == (2, 2)
    assert states(office) == ["open", "second", "second"]
    with place.database.read() as session:
        ids = [each.id for each in bulk_of(session, office.team, made.id)]
        lines = waiting_lines(session, office.team, ids)
    assert {(each.is_high, each.member.relation, each.member.shown.partition(";")[0]) for each in lines} == {
        (True, "same", "Yu Bo"),
        (True, "same", "Li Na"),
    }
    with pytest.raises(NotYours):
        confirm_all(place, office.team, ids, ana, high_reason="seen")
    with pytest.raises(DecisionRefused, match="2 of these are at high level: say why"):
        confirm_all(place, office.team, ids, ben, high_reason=" ")
    assert states(office) == ["open", "second", "second"]
    assert confirm_all(place, office.team, ids, ben, high_reason="all of one institute") == 2
    assert states(office) == ["decided", "decided", "open"]
    assert {each.matched for each in office.cases(state="", bulk=made.id)} == {
        "Beihang University",
        "Beijing University of Aeronautics and Astronautics",
    }
    with place.database.read() as session:
        lines = [line.action for line in lines_of(session) if line.team == office.team]
        assert lines.count("disposition.proposed") == lines.count("disposition.confirmed") == 2
        found = bulk_of(session, office.team, made.id)
        assert {each.second_name for each in found} == {"Ben Smith"}
        assert {each.note for each in found} == {"Ben Smith: all of one institute"}
        assert waiting_lines(session, office.team, ids) == []
    with pytest.raises(MovedOn):
        confirm_all(place, office.team, ids, ben, high_reason="again")


def test_one_at_high_level_is_confirmed_alone_without_a_further_reason(
    office, place, people, looked, behind_the_log
):
    with behind_the_log(place.database) as session:
        session.connection().exec_driver_sql("UPDATE review_case SET level = 3")
    wanted = CaseFilter(query="zabir")
    made = propose_bulk(
        place, office.team, wanted, TRUE, people[0], version=looked(wanted).version, source="page"
    )
    with place.database.read() as session:
        (one,) = bulk_of(session, office.team, made.id)
    assert confirm_all(place, office.team, [one.id], people[1]) == 1


def test_a_proposal_counts_for_whom_it_was_made_and_not_who_came_while_it_waited(
    office, place, people, looked
):
    wanted = CaseFilter(query="zabir")
    made = propose_bulk(
        place, office.team, wanted, TRUE, people[0], version=looked(wanted).version, source="page"
    )
    office.screen(
        "Name,Institution,Country\nEve,Zabir Logistics Company,SY\nAbe,Zabir Logistics Company,SY\n"
    )
    with place.database.read() as session:
        ids = [each.id for each in bulk_of(session, office.team, made.id)]
        (line,) = waiting_lines(session, office.team, ids)
    assert (line.people, line.rows, line.newer, line.member.shown.partition(";")[0]) == (1, 1, 2, "Ada")


def test_who_does_not_see_the_level_says_why_several_hold_whatever_it_is(office, place, people, looked):
    made = propose_bulk(place, office.team, ALL, TRUE, people[0], version=looked().version, source="page")
    with place.database.read() as session:
        ids = [each.id for each in bulk_of(session, office.team, made.id)]
        lines = waiting_lines(session, office.team, ids, blind=True)
    assert [each.case.first_seen_at for each in lines] == sorted(each.case.first_seen_at for each in lines)
    with pytest.raises(DecisionRefused) as refused:
        confirm_all(place, office.team, ids, people[1], blind=True)
    assert "level" not in refused.value.sentence
    assert confirm_all(place, office.team, ids[:1], people[1], blind=True) == 1
    assert confirm_all(place, office.team, ids[1:], people[1], high_reason="seen", blind=True) == 2


def test_a_second_person_refuses_all_of_a_step_with_one_reason(office, place, people, looked):
    made = propose_bulk(place, office.team, ALL, TRUE, people[0], version=looked().version, source="page")
    with pytest.raises(DecisionRefused):
        disagree_bulk(place, office.team, made.id, people[1], " ")
    assert disagree_bulk(place, office.team, made.id, people[1], "Not looked at") == 3
    assert states(office) == ["open"] * 3


def test_a_step_is_undone_whole_by_who_took_it_and_none_is_erased(office, place, people, looked, clock):
    made = propose_bulk(place, office.team, ALL, LATER, people[0], version=looked().version, source="page")
    assert states(office) == ["decided"] * 3
    with pytest.raises(DecisionRefused):
        undo_bulk(place, office.team, made.id, people[1])
    assert undo_bulk(place, office.team, made.id, people[0]) == 3
    assert states(office) == ["open"] * 3
    with place.database.read() as session:
        assert [each.state for case in office.cases() for each in history_of(session, case.id)] == [
            "withdrawn"
        ] * 3
    with pytest.raises(MovedOn):
        undo_bulk(place, office.team, made.id, people[0])


def test_a_question_that_moved_on_since_the_preview_leaves_all_as_they_were(office, place, people, looked):
    seen = looked()
    propose(place, office.team, office.cases()[0].id, LATER, people[1], source="page")
    with pytest.raises(MovedOn):
        propose_bulk(place, office.team, ALL, TRUE, people[0], version=seen.version, source="page")
    assert states(office) == ["decided", "open", "open"]


def test_none_too_many_or_another_teams_are_refused(office, place, people, looked, monkeypatch):
    seen = looked()
    for wanted, team in ((CaseFilter(query="nobody"), office.team), (ALL, "others")):
        with pytest.raises(DecisionRefused, match="between one and"):
            propose_bulk(place, team, wanted, TRUE, people[0], version=seen.version, source="page")
    monkeypatch.setattr(bulk_module, "MOST", 2)
    with pytest.raises(DecisionRefused, match="between one and 2"):
        propose_bulk(place, office.team, ALL, TRUE, people[0], version=looked().version, source="page")
    for mark in ("nothing", ""):
        with pytest.raises(CaseUnknown):
            undo_bulk(place, office.team, mark, people[1])
        with pytest.raises(CaseUnknown):
            confirm_all(place, office.team, [mark], people[1])
    assert states(office) == ["open"] * 3
