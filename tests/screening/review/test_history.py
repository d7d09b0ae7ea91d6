"""A decision is remembered within its team until the subject or the listing changes, and then it is said why."""

import csv
import hashlib
import io
import json
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner
from erasing import erase_run, erase_subject

from screening.audit import lines_of, token_of
from screening.cli import main
from screening.link import build
from screening.model import Subject, Tie, TieKind
from screening.review import retention
from screening.review.case_finder import PartyNames
from screening.review.comments import attach, comment
from screening.review.decide import Proposal, confirm, propose, propose_again, version_of
from screening.review.decisions_in_effect import in_force_now, read_frozen_decisions
from screening.review.exceptions import part_members
from screening.review.history import decided_about, members_of
from screening.review.rules import DecisionRefused, MovedOn, NotYours, Verdict
from screening.run_facts import run_facts
from screening.runs.control import report_path
from screening.runs.holds import (
    ReasonMissing,
    hold,
    hold_case,
    hold_check,
    release,
    release_case,
    release_check,
)
from screening.runs.retention import clear_up
from screening.runs.verification import verify_installation
from screening.saved_checks import CheckUnknown, Keeper, find_saved_check, keep_check, list_saved_checks
from screening.storage import StorageFull
from screening.storage.tables import Run
from watchlists.model import ListedName, NameKind, Status

TRUE = Proposal(Verdict.TRUE_MATCH, "name_and_place", "seen on the page of staff")
OTHER_TEXT = "Name,Institution,Country\nWei Zhang,Beijing University of Aeronautics and Astronautics,CN\n"
FALSE = Proposal(Verdict.FALSE_POSITIVE, "misread")


def decided(office, people, text="Wei Zhang"):
    case = office.case(text)
    made = propose(office.place, office.team, case.id, TRUE, people[0], source="page")
    confirm(office.place, office.team, made.id, people[1])
    return office.case(text)


def changed(engine, case, change):
    """The same lists, but for one listing that the case has seen."""
    ids = case.seen.split('"')[1::4]
    lists = {
        key: replace(
            each, listings=tuple(change(entry) if entry.id == ids[0] else entry for entry in each.listings)
        )
        for key, each in engine.library.lists.items()
    }
    library = replace(engine.library, lists=lists)
    return replace(engine, library=library, linker=build(library, engine.register))


def test_a_later_run_over_the_same_subject_and_listing_finds_it_decided(office, people, clock):
    office.screen()
    decided(office, people)
    clock.moved(days=1)
    office.screen()
    assert office.case().state == "decided"
    assert office.case("Li Na").state == "open"
    assert len(office.cases(state="")) == 2


def test_another_text_about_the_same_name_is_another_question_that_names_the_decision_and_takes_it_over(
    office, people, clock, place
):
    office.screen()
    before = decided(office, people)
    clock.moved(days=1)
    run_id = office.screen(OTHER_TEXT)
    case = office.case(run_id=run_id)
    assert (case.state, case.id == before.id) == ("open", False)
    assert "“Beihang University” was decided “true match” before; “Beijing University" in case.lapsed
    again = propose_again(place, office.team, case.id, people[1], source="page", version=version_of(case))
    assert (again.verdict, again.reason, again.note) == (TRUE.verdict, TRUE.reason, TRUE.note)
    case = office.case(run_id=run_id)
    assert (case.state, case.lapsed, case.earlier_id) == ("second", "", "")
    with pytest.raises(NotYours):
        confirm(place, office.team, again.id, people[1])


def test_other_details_beside_the_same_text_are_new_under_its_decision(office, people, clock):
    office.screen()
    before = decided(office, people)
    clock.moved(days=1)
    run_id = office.screen('Name,Institution,Country\nWei Zhang,"Beihang University, Beijing",CN\n')
    case = office.case(run_id=run_id)
    assert (case.id, case.state, case.people) == (before.id, "new", 2)


def ended(engine, *ids):
    """The same lists, in which these listings have ended."""
    lists = {
        key: replace(
            each,
            listings=tuple(
                replace(entry, status=Status.LIFTED, listed_to=date(2026, 11, 1))
                if entry.id in ids
                else entry
                for entry in each.listings
            ),
        )
        for key, each in engine.library.lists.items()
    }
    library = replace(engine.library, lists=lists)
    return replace(engine, library=library, linker=build(library, engine.register))


def test_nobody_is_new_under_a_decision_that_has_lapsed(office, people, clock, small_engine, place):
    office.screen()
    decided(office, people)
    office.screen("Name,Institution,Country\nBo Li,Beihang University,CN\n")
    case = office.case("Bo Li")
    assert case.state == "new"
    clock.moved(days=1)
    office.screen(
        "Name,Institution,Country\nEva Li,Beihang University,CN\n", ended(small_engine, "jp-end-users:1")
    )
    assert office.case("Eva Li").state == "open"
    with place.database.read() as session:
        assert {each.member.is_new for each in members_of(session, case.id)} == {False}


@pytest.mark.parametrize("gone", [["jp-end-users:1"], ["jp-end-users:1", "us-entity-list:cn/beihang"]])
def test_a_listing_that_ended_lets_the_decision_lapse_though_no_row_of_it_is_found_any_more(
    office, people, clock, small_engine, gone
):
    office.screen()
    decided(office, people)
    clock.moved(days=1)
    office.screen(engine=ended(small_engine, *gone))
    case = office.case()
    assert (case.state, set(json.loads(case.seen)).isdisjoint(gone)) == ("open", True)
    assert "It is not listed on End User List" in case.lapsed
    clock.moved(days=1)
    office.screen(engine=ended(small_engine, *gone))
    assert office.case().lapsed == case.lapsed  # said once


def test_the_report_of_a_run_says_of_a_row_in_which_nothing_is_found_any_more_that_its_decision_lapsed(
    office, people, clock, small_engine
):
    office.screen()
    decided(office, people)
    clock.moved(days=1)
    run_id = office.screen(engine=ended(small_engine, "jp-end-users:1", "us-entity-list:cn/beihang"))
    with report_path(office.place, run_id, office.team) as (path, _):
        rows = {row["Name"]: row for row in csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))}
    assert "Lapsed: true match" in rows["Wei Zhang"]["Review: standing"]
    assert "It is not listed on" in rows["Wei Zhang"]["Review: standing"]
    assert rows["Li Na"]["Review: standing"] == rows["Jane Roe"]["Review: standing"] == ""


def test_a_listing_that_is_added_lets_the_decision_lapse_and_it_is_taken_over_in_one_step(
    office, people, clock, small_engine, place
):
    office.screen(engine=ended(small_engine, "jp-end-users:1"))
    decided(office, people)
    clock.moved(days=1)
    office.screen()
    case = office.case()
    assert "It is also listed on End User List now." in case.lapsed
    again = propose_again(place, office.team, case.id, people[0], source="page")
    assert (again.verdict, json.loads(again.seen).keys()) == ("true_match", json.loads(case.seen).keys())
    with pytest.raises(DecisionRefused, match="No earlier decision"):
        propose_again(place, office.team, office.case("Li Na").id, people[0], source="page")


def test_a_question_of_several_names_none_of_them_in_what_was_decided_before(office, people, clock, place):
    office.screen()
    decided(office, people)
    clock.moved(days=1)
    office.screen(f"{OTHER_TEXT}Jo Doe,Beijing University of Aeronautics and Astronautics,CN\n")
    assert office.case("Jo Doe").lapsed.startswith("“Beihang University” was decided “true match” before; ")
    with place.decide() as decision:
        members = retention.members_naming(
            decision.session, office.team, lambda each: each.name == "Wei Zhang"
        )
        gone = retention.forget_members(decision.session, members)
        decision.record("test.erased", actor="test", team=office.team, facts={})
    assert (gone.members, gone.cases) == (2, 1)  # the first question had no other member
    case = office.case("Jo Doe")
    assert ("Wei Zhang" in case.lapsed, case.people, case.rows) == (False, 1, 1)


def test_an_entry_that_reads_otherwise_since_lets_the_decision_lapse_and_says_which(
    office, people, clock, small_engine, place
):
    office.screen()
    case = decided(office, people)
    clock.moved(days=1)
    entry_changed = changed(
        small_engine,
        case,
        lambda entry: replace(entry, names=(*entry.names, ListedName("Beihang Aero", NameKind.ALIAS))),
    )
    office.screen(engine=entry_changed)
    case = office.case()
    assert case.state == "open"
    assert "has lapsed" in case.lapsed
    assert "has changed" in case.lapsed
    with place.database.read() as session:
        lapsed = [line for line in lines_of(session) if line.action == "disposition.lapsed"]
        assert [line.team for line in lapsed].count(office.team) == 1


def test_nobody_decides_on_an_entry_that_reads_otherwise_since_he_opened_the_case(
    office, people, clock, small_engine, place
):
    office.screen()
    case = office.case()
    opened = version_of(case)
    clock.moved(days=1)
    office.screen(
        engine=changed(
            small_engine,
            case,
            lambda entry: replace(entry, names=(*entry.names, ListedName("Beihang Aero", NameKind.ALIAS))),
        )
    )
    with pytest.raises(MovedOn, match="the lists changed"):
        propose(place, office.team, case.id, FALSE, people[0], source="page", version=opened)
    assert office.case().state == "open"
    propose(place, office.team, case.id, FALSE, people[0], source="page", version=version_of(office.case()))


def test_a_new_edition_that_prints_the_same_entry_lets_nothing_lapse(office, people, clock, small_engine):
    office.screen()
    case = decided(office, people)
    clock.moved(days=1)
    office.screen(engine=changed(small_engine, case, lambda entry: replace(entry, edition="2027-01")))
    assert office.case().state == "decided"


def test_no_team_sees_what_another_decided(office, make_office, people):
    office.screen()
    case = decided(office, people)
    other = make_office()
    other.screen()
    assert other.case().state == "open"
    assert decided_about(office.place, other.team, [case.party_id]) == []
    assert len(decided_about(office.place, office.team, [case.party_id])) == 1


def test_decisions_end_with_their_retention_and_their_files_with_them(office, people, place, clock, tmp_path):
    office.screen()
    case = office.case()
    file = tmp_path / "evidence.pdf"
    file.write_bytes(b"%PDF marker")
    attach(place, office.team, case.id, people[0], file, "evidence.pdf")
    comment(place, office.team, case.id, people[0], "marker")
    clear_up(place)
    kept = place.files.names()
    assert hashlib.sha256(b"%PDF marker").hexdigest() in kept
    clock.moved(days=place.settings.retain_days - 1)
    decided(office, people)
    clock.moved(days=2)
    clear_up(place)
    assert [each.id for each in office.cases(state="")] == [case.id]  # decided the other day
    clock.moved(days=place.settings.retain_days)
    clear_up(place)
    assert office.cases(state="") == []
    assert place.files.names().isdisjoint(kept)


def test_erasing_a_run_or_a_subject_takes_its_cases_at_once(office, people, place, clock):
    run_id = office.screen()
    decided(office, people)
    erase_run(place, run_id, actor="ana")
    assert office.cases(state="") == []
    office.screen()
    decided(office, people)
    erase_subject(place, "wei  zhang", team=office.team, actor="ana")
    assert office.cases(state="") == []


TWO = "Name,Institution,Country\nWei Zhang,Beihang University,CN\nBo Li,Beihang University,CN\n"


def test_erasing_one_of_several_takes_that_member_and_leaves_the_question_with_its_decision(
    office, people, place, clock
):
    before = verify_installation(place, files=False).faults  # other tests' teams stand in the same database
    office.screen(TWO)
    case = decided(office, people)
    erase_subject(place, "Bo Li", team=office.team, actor="ana")  # with its run, since a list names it
    assert office.cases(state="") == []
    office.screen(TWO)
    case = decided(office, people)
    office.screen("Name,Institution,Country\nWei Zhang,Beihang University,CN\n", name="other.csv")
    erase_subject(place, "Bo Li", team=office.team, actor="ana")
    (left,) = office.cases(state="")
    assert (left.id, left.state, left.people, left.rows) == (case.id, "decided", 1, 1)
    assert office.members(left.id) == ["Wei Zhang; Beihang University"]
    assert verify_installation(place, files=False).faults == before


def test_a_member_past_its_term_goes_and_those_that_a_kept_run_saw_stay(office, people, place, clock):
    office.screen(TWO)
    clock.moved(days=place.settings.retain_days - 1)
    office.screen("Name,Institution,Country\nWei Zhang,Beihang University,CN\n")
    clock.moved(days=2)
    clear_up(place)
    (case,) = office.cases(state="")
    assert (case.people, office.members(case.id)) == (1, ["Wei Zhang; Beihang University"])


@pytest.mark.parametrize("of", ["run", "subject"])
def test_files_beside_erased_cases_go_in_the_same_moment(office, people, place, clock, tmp_path, of):
    run_id = office.screen()
    file = tmp_path / "evidence.pdf"
    file.write_bytes(f"%PDF {office.team}".encode())
    attach(place, office.team, office.case().id, people[0], file, "evidence.pdf")
    kept = hashlib.sha256(file.read_bytes()).hexdigest()
    assert place.files.has(kept)
    if of == "run":
        erase_run(place, run_id, actor="ana")
    else:
        erase_subject(place, "Wei Zhang", team=office.team, actor="ana")
    assert not place.files.has(kept)


def test_a_file_stays_beside_its_case_when_the_erasure_is_not_kept(
    office, people, place, tmp_path, monkeypatch
):
    run_id = office.screen()
    file = tmp_path / "evidence.pdf"
    file.write_bytes(f"%PDF {office.team}".encode())
    attach(place, office.team, office.case().id, people[0], file, "evidence.pdf")

    def full(*_args):
        raise StorageFull("The disk is full; nothing was changed.")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("screening.context.announce", full)
        for erase in (
            erase_run,
            lambda *_args, **_rest: erase_subject(place, "Wei Zhang", team=office.team, **_rest),
        ):
            with pytest.raises(StorageFull):
                erase(place, run_id, actor="ana")
    assert office.case()
    assert place.files.has(hashlib.sha256(file.read_bytes()).hexdigest())


def test_a_file_that_stands_beside_another_case_too_outlives_the_erasure_of_one(
    office, make_office, people, place, tmp_path
):
    other = make_office()
    office.screen()
    run_id = other.screen()
    file = tmp_path / "evidence.pdf"
    file.write_bytes(b"%PDF of two teams")
    for each in (office, other):
        attach(place, each.team, each.case().id, people[0], file, "evidence.pdf")
    erase_run(place, run_id, actor="ana")
    assert place.files.has(hashlib.sha256(file.read_bytes()).hexdigest())


def test_a_case_seen_by_two_runs_outlives_the_erasure_of_one(office, people, place, clock):
    first = office.screen()
    clock.moved(days=1)
    office.screen()
    decided(office, people)
    erase_run(place, first, actor="ana")
    assert office.case().state == "decided"


WHY = "Inquiry 7"


def subject_erased(place, office):
    done = erase_subject(place, "Wei Zhang", team=office.team, actor="ana")
    with place.database.read() as session:
        facts = json.loads([line for line in lines_of(session) if line.action == "subject.erased"][-1].facts)
        token = token_of(session, office.team, "Wei Zhang", at=None)
    return done, facts, token


@pytest.mark.parametrize("held", ["run", "case"])
def test_a_held_case_outlives_every_erasure_with_its_decisions_and_files(
    office, people, place, clock, tmp_path, held
):
    """An office that holds a run needs what was decided about it as much as the list."""
    run_id = office.screen()
    case = decided(office, people)
    file = tmp_path / "evidence.pdf"
    file.write_bytes(f"%PDF {office.team}".encode())
    attach(place, office.team, case.id, people[0], file, "evidence.pdf")
    if held == "run":
        hold(place, run_id, office.team, actor="cy", why=WHY)
    else:
        hold_case(place, case.id, office.team, actor="cy", why=WHY)
        erase_run(place, run_id, actor="ana")
    done, facts, token = subject_erased(place, office)
    assert (done.held_cases, facts["held"]) == ([case.id], len(done.on_hold))
    assert token == facts["subject"] != ""
    clock.moved(days=40 * place.settings.retain_days)
    clear_up(place)
    assert (case.id, "decided") in [(each.id, each.state) for each in office.cases(state="")]
    assert place.files.has(hashlib.sha256(file.read_bytes()).hexdigest())
    if held == "run":
        assert release(place, run_id, office.team, actor="cy")
    else:
        assert release_case(place, case.id, office.team, actor="cy")
        assert not release_case(place, case.id, office.team, actor="cy")
    clear_up(place)
    clear_up(place)
    assert office.cases(state="") == []
    assert not place.files.has(hashlib.sha256(file.read_bytes()).hexdigest())


@pytest.mark.parametrize("named", ["tie", "role", "reference"])
def test_a_check_goes_with_whoever_its_ties_or_its_reference_name(office, place, small_engine, clock, named):
    engine, text = replace(small_engine, on=clock.now.date()), "Wei Zhang"
    ties = {
        "tie": (Tie(text, TieKind.OTHER_PERSON),),
        "role": (Tie("Some Journal", TieKind.OTHER_PERSON, role=f"with: {text}"),),
    }
    result = engine.screen(Subject(name="Somebody Else", ties=ties.get(named, ())))
    keeper = Keeper("person:ana", "Ana", office.team)
    reference = text if named == "reference" else ""
    for each in (reference, reference):
        keep_check(place, result, run_facts(engine, clock.now), PartyNames.of(engine), keeper, each)
    done, said, _token = subject_erased(place, office)
    assert (len(done.checks), said["checks"]) == (2, 2)
    assert list_saved_checks(place, office.team) == []


def test_a_held_check_outlives_its_term_and_every_erasure(office, place, small_engine, clock):
    engine = replace(small_engine, on=clock.now.date())
    result = engine.screen(Subject(name="Wei Zhang", affiliations=("Beihang University",)))
    facts = run_facts(engine, clock.now)
    keeper = Keeper("person:ana", "Ana", office.team)
    held, _other = (keep_check(place, result, facts, PartyNames.of(engine), keeper) for _ in range(2))
    with pytest.raises(ReasonMissing):
        hold_check(place, held, office.team, actor="cy", why=" ")
    with pytest.raises(CheckUnknown):
        hold_check(place, held, "another", actor="cy", why=WHY)
    hold_check(place, held, office.team, actor="cy", why=WHY)
    done, said, token = subject_erased(place, office)
    assert (done.held_checks, said["held"], said["checks"]) == ([held], 1, 1)
    assert token
    clock.moved(days=2 * place.settings.retain_check_days)
    clear_up(place)
    assert [each.id for each in list_saved_checks(place, office.team)] == [held]
    assert find_saved_check(place, held, office.team).held == WHY
    assert release_check(place, held, office.team, actor="cy")
    clear_up(place)
    assert list_saved_checks(place, office.team) == []
    with place.database.read() as session:
        actions = [line.action for line in lines_of(session) if line.team == office.team]
        assert WHY not in "".join(line.facts for line in lines_of(session))
    assert [each for each in actions if each.startswith("check.")] == [
        "check.kept",
        "check.kept",
        "check.held",
        "check.released",
    ]


def test_holding_cases_and_checks_by_command(office, place, monkeypatch):
    monkeypatch.setenv("SCREENING_DATA", str(place.settings.data))
    office.screen()
    case = office.case()
    asked = ["--team", office.team]
    invoke = CliRunner().invoke
    assert invoke(main, ["review", "hold", case.id, "--why", WHY, *asked]).output == "Held.\n"
    assert f"on hold: {WHY}" in invoke(main, ["review", "show", case.id, *asked]).output
    erase = ["runs", "erase", "--subject", "Wei Zhang", "--reason", "Inquiry over", "--now", *asked]
    assert case.id in invoke(main, erase).output
    assert invoke(main, ["review", "unhold", case.id, *asked]).output == "Released.\n"
    assert invoke(main, ["review", "unhold", case.id, *asked]).output.startswith("It was not on hold")
    assert invoke(main, ["saved-checks", "list", *asked]).output == ""
    assert "check-unknown" in invoke(main, ["saved-checks", "hold", "0", "--why", WHY, *asked]).output


HEAD = "Name,Institution,Country,E-mail\n"
ENDED = Proposal(Verdict.FALSE_POSITIVE, "past_tie", "he left in June")


def decided_alone(office, people, proposal=ENDED):
    """Wei Zhang's tie has ended, and nobody else is asked about beside him; the decision stands."""
    office.screen(HEAD + "Wei Zhang,Beihang University,CN,wei@buaa.edu.cn\n")
    case = office.case()
    made = propose(office.place, office.team, case.id, proposal, people[0], source="page")
    if made.needs_second:
        confirm(office.place, office.team, made.id, people[1])
    return office.case()


def test_who_changed_after_a_decision_about_him_alone_is_asked_about_alone_and_nobody_else_is_told_of_it(
    office, people, clock
):
    before = decided_alone(office, people)
    clock.moved(days=1)
    office.screen(HEAD + "Wei Zhang,Beihang University,CN,wei@163.com\n")
    again = office.case(state="open")
    assert (again.apart != "", again.earlier_id, again.people) == (True, before.disposition_id, 1)
    assert (
        "“Wei Zhang” was decided “false positive” before, with other details (e-mail address)" in again.lapsed
    )
    clock.moved(days=1)
    run_id = office.screen(HEAD + "Bo Li,Beihang University,CN,\n")
    other = office.case("Bo Li")
    assert (other.id == again.id, other.apart, other.lapsed, other.earlier_id) == (False, "", "", "")
    with office.place.database.read() as session:
        assert not read_frozen_decisions(session, run_id).by_digest
        run = session.get_one(Run, run_id)
        session.expunge(run)
    assert not in_force_now(office.place, run, {}).by_digest


def test_who_changed_in_the_same_list_as_others_does_not_lend_them_his_lapse(office, people, clock):
    decided_alone(office, people)
    clock.moved(days=1)
    office.screen(
        HEAD
        + "Wei Zhang,Beihang University,CN,wei@163.com\nBo Li,Beihang University,CN,\nEva Xu,Beihang University,CN,\n"
    )
    assert office.case("Bo Li").lapsed == ""
    assert office.case("Bo Li").people == 2
    assert [each.lapsed != "" for each in office.cases() if each.apart] == [True]


def test_a_decision_about_one_lapses_aloud_though_the_question_of_the_others_is_open(office, people, clock):
    office.screen(HEAD + "Wei Zhang,Beihang University,CN,wei@buaa.edu.cn\nBo Li,Beihang University,CN,\n")
    question = office.case()
    with office.place.database.read() as session:
        digest = next(
            each.member.subject_digest
            for each in members_of(session, question.id)
            if "Wei Zhang" in each.member.shown
        )
    (own,) = part_members(office.place, office.team, question.id, [digest], people[0])
    made = propose(office.place, office.team, own, ENDED, people[0], source="page")
    if made.needs_second:
        confirm(office.place, office.team, made.id, people[1])
    clock.moved(days=1)
    run_id = office.screen(HEAD + "Wei Zhang,Beihang University,CN,wei@163.com\n")
    with office.place.database.read() as session:
        ((told,),) = read_frozen_decisions(session, run_id).by_digest.values()
    assert (told.status, "with other details (e-mail address)" in told.lapsed_reason) == ("lapsed", True)
    assert office.case("Bo Li").people == 1
    assert [each.earlier_id for each in office.cases(state="open") if each.apart] == [made.id]
