"""A collaboration decision beside the decision about a match: in reports, when more is found, when its day is past."""

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from erasing import erase_run, erase_subject
from openpyxl import load_workbook
from sqlmodel import select

from screening.context import open_context
from screening.link import build
from screening.review.collaboration import (
    collaboration_of,
    decide_collaboration,
    withdraw_collaboration,
)
from screening.review.collaboration_in_effect import Condition
from screening.review.collaboration_rules import CollaborationProposal
from screening.review.decide import Proposal, confirm, propose
from screening.review.fingerprints import subject_from
from screening.review.rules import Decider, DecisionRefused, MovedOn, Verdict
from screening.runs.collaborators import Collaborators
from screening.runs.control import report_path
from screening.runs.erasures import ErasureKind, ErasureTarget, ask_erasure
from screening.runs.pinned_lists import PinnedLists
from screening.runs.results import FinishedRuns
from screening.runs.retention import clear_up
from screening.runs.verification import verify_installation
from screening.storage.collaboration_tables import CollaborationDecision
from screening.storage.review_tables import CaseMember
from screening.storage.tables import Run, ScreenedSubject
from watchlists.model import ListedName, NameKind

LICENCE = Condition("An export licence is there first", "Export office", "2027-01-31")
TRUE = Proposal(Verdict.TRUE_MATCH, "name_and_place")


@pytest.fixture
def office(make_office):
    """A team with a list that was screened."""
    made = make_office()
    made.screen()
    return made


@pytest.fixture
def own_office(settings, make_office, clock):
    """One with an installation of its own, on both databases: what it erases and clears up is nobody else's."""
    opened = open_context(settings, clock)
    made = make_office(opened)
    made.screen()
    yield made
    opened.close()


def about(office, text="Wei Zhang"):
    """The subject of a question, with its digest."""
    with office.place.database.read() as session:
        member = session.exec(select(CaseMember).where(CaseMember.case_id == office.case(text).id)).one()
        return subject_from(member.subject), member.subject_digest


def decide(office, by, subject=None, *, version="", days=200, **said):
    until = (office.clock.now + timedelta(days=days)).date().isoformat()
    wanted = {"kind": "proceed", "until": until, "reason": "Open research only.", **said}
    return decide_collaboration(
        office.place,
        office.team,
        subject or about(office)[0],
        CollaborationProposal(**wanted),
        by,
        source="page",
        version=version,
    )


def with_alias(engine, alias):
    """The same lists, in which the first listing has one more name."""
    first = engine.library.listings[0].id
    lists = {
        key: replace(
            each,
            listings=tuple(
                replace(entry, names=(*entry.names, ListedName(alias, NameKind.ALIAS)))
                if entry.id == first
                else entry
                for entry in each.listings
            ),
        )
        for key, each in engine.library.lists.items()
    }
    library = replace(engine.library, lists=lists)
    return replace(engine, library=library, linker=build(library, engine.register))


def now(office, digest):
    with office.place.database.read() as session:
        titles = {key: each.watchlist.title for key, each in office.engine.library.lists.items()}
        found = collaboration_of(session, office.team, digest, office.clock.now.date(), titles)
        session.expunge_all()
    return found


def rows(office, run_id):
    with report_path(office.place, run_id, office.team) as (path, _):
        content = path.read_bytes().decode("utf-8-sig")
    return {line["Name"]: line for line in csv.DictReader(io.StringIO(content))}


def written(office, run_id, form, decisions="then"):
    runs = FinishedRuns(office.place, PinnedLists(lambda: replace(office.engine, on=office.clock.now.date())))
    out = office.folder / f"again.{form.removeprefix('fresh-')}"
    runs.write(runs.get(run_id, office.team), out, form, decisions=decisions)
    return out


def test_a_report_says_what_was_decided_about_the_match_and_about_the_collaboration(office, people):
    made = propose(office.place, office.team, office.case().id, TRUE, people[0], source="page")
    confirm(office.place, office.team, made.id, people[1])
    first = office.screen()
    made = decide(office, people[0], kind="proceed_with_conditions", conditions=(LICENCE,))
    found = rows(office, office.screen())
    wei = found["Wei Zhang"]
    assert wei["Review: decision"] == "true match"
    assert wei["Collaboration: decision"] == (
        "Proceed with conditions: An export licence is there first (Export office, by 2027-01-31)"
    )
    assert wei["Collaboration: until"] == made.until
    assert found["Li Na"]["Collaboration: decision"] == found["Jane Roe"]["Collaboration: decision"] == ""
    # What stood when the run ended stays in its own report; today's is another file.
    assert rows(office, first)["Wei Zhang"]["Collaboration: decision"] == ""
    said = json.loads(written(office, first, "json", "now").read_text(encoding="utf-8"))["results"][0]
    assert (said["decisions"][0]["verdict"], said["collaboration"]["decision"]) == (
        "true_match",
        "proceed_with_conditions",
    )
    assert said["collaboration"]["conditions"] == [
        {"text": LICENCE.text, "by": LICENCE.by, "until": LICENCE.until}
    ]
    book = load_workbook(written(office, first, "fresh-xlsx", "now"))
    findings = [str(cell) for row in book["Screening findings"].iter_rows(values_only=True) for cell in row]
    assert any("true match" in each and "\nCollaboration decision: Proceed with" in each for each in findings)
    sheet = book["Screening results"]
    (line,) = [row for row in sheet.iter_rows(values_only=True) if "Wei Zhang" in row]
    beside = dict(zip(next(sheet.iter_rows(values_only=True)), line, strict=True))
    assert beside["Collaboration: decision"].startswith("Proceed with conditions: ")
    assert f"{beside['Collaboration: until']:%Y-%m-%d}" == made.until


def test_a_new_decision_replaces_and_keeps_the_one_before_and_one_that_is_withdrawn_is_kept_too(
    office, people
):
    _, digest = about(office)
    first = decide(office, people[0], kind="refer", refer_to="Ministry")
    second = decide(office, people[1], kind="decline", version=now(office, digest).version)
    found = now(office, digest)
    assert (found.standing.id, found.standing.kind) == (second.id, "decline")
    assert [(each.id, each.state) for each in found.decisions if each.id == first.id] == [
        (first.id, "replaced")
    ]
    with pytest.raises(DecisionRefused, match="Say why"):
        withdraw_collaboration(office.place, office.team, digest, people[0], " ")
    withdraw_collaboration(office.place, office.team, digest, people[0], "Decided about another Wei Zhang.")
    found = now(office, digest)
    assert found.standing is None
    (ended,) = [each for each in found.decisions if each.id == second.id]
    assert (ended.state, ended.ended_by_name, ended.ended_reason) == (
        "withdrawn",
        "Ana Ngata",
        "Decided about another Wei Zhang.",
    )
    with pytest.raises(MovedOn):
        withdraw_collaboration(office.place, office.team, digest, people[0], "again")


def test_what_is_found_or_decided_since_makes_it_to_be_looked_at_again(office, people):
    subject, digest = about(office)
    decide(office, people[0])
    seen = now(office, digest).version
    made = propose(office.place, office.team, office.case().id, TRUE, people[0], source="page")
    confirm(office.place, office.team, made.id, people[1])
    found = now(office, digest).standing
    assert found.status.value == "look_again"
    assert found.again.endswith("was decided since then: true match.")
    with pytest.raises(MovedOn):  # who still has the page of before has not seen that
        decide(office, people[0], version=seen)
    run_id = office.screen()
    assert rows(office, run_id)["Wei Zhang"]["Collaboration: decision"].startswith(
        "To be looked at again: Proceed. The question about "
    )
    decide(office, people[0], subject, version=now(office, digest).version)
    assert now(office, digest).standing.status.value == "in_effect"


def test_a_new_possible_match_is_in_the_very_report_that_finds_it(office, people, small_engine):
    row = "Name,Institution,Country\nJane Roe,Zyxgrave Institute,\n"
    run_id = office.screen(row)
    with office.place.database.read() as session:
        (digest,) = session.exec(
            select(ScreenedSubject.subject_digest).where(ScreenedSubject.run_id == run_id)
        )
    jane = Collaborators(office.place).get(office.team, digest).subject
    decide(office, people[0], jane)
    assert rows(office, office.screen(row))["Jane Roe"]["Collaboration: decision"] == "Proceed"
    run_id = office.screen(row, engine=with_alias(small_engine, "Zyxgrave Institute"))
    found = rows(office, run_id)["Jane Roe"]["Collaboration: decision"]
    assert found.startswith("To be looked at again: Proceed. ")
    assert found.endswith(" is a possible match since then.")
    assert now(office, digest).standing.again in found


def test_a_decision_whose_day_is_past_is_shown_as_expired_and_is_not_in_effect(office, people):
    _, digest = about(office)
    made = decide(office, people[0], days=1)
    assert now(office, digest).standing.status.value == "in_effect"
    office.clock.moved(days=2)
    assert now(office, digest).standing.status.value == "expired"
    assert rows(office, office.screen())["Wei Zhang"]["Collaboration: decision"] == (
        f"Expired on {made.until}: Proceed"
    )


def test_a_key_passes_on_what_a_named_person_decided(office):
    key = Decider("key:1", "Grants system")
    with pytest.raises(DecisionRefused, match="name the person who answers for it"):
        decide(office, key)
    made = decide(office, key, answerable="Mere Tane")
    assert (made.answerable, made.by_name) == ("Mere Tane", "Grants system")


def test_erasing_needs_a_second_person_and_takes_the_decision_with_its_subject(own_office, people):
    office = own_office
    _, digest = about(office)
    decide(office, people[0])
    target = ErasureTarget(ErasureKind.SUBJECT, "Wei Zhang")
    assert ask_erasure(office.place, office.team, target, "asked for", people[0]).needs_second
    assert erase_subject(office.place, "Wei Zhang", team=office.team).collaborations == 1
    assert now(office, digest).decisions == ()
    assert verify_installation(office.place, files=False).faults == ()


def test_erasing_the_last_list_of_a_subject_takes_its_decision_and_another_list_keeps_it(own_office, people):
    office = own_office
    with office.place.database.read() as session:
        first = session.exec(select(Run.id).where(Run.team == office.team)).one()
    second = office.screen()
    _, digest = about(office)
    decide(office, people[0])
    erase_run(office.place, first)
    assert now(office, digest).standing
    erase_run(office.place, second)
    assert now(office, digest).decisions == ()
    assert verify_installation(office.place, files=False).faults == ()


def test_a_decision_is_kept_to_its_day_and_goes_with_the_rest_of_its_subject(own_office, people):
    office = own_office
    _, digest = about(office)
    decide(office, people[0], days=600)
    decided = office.clock.now
    office.clock.now = decided + timedelta(days=500)
    clear_up(office.place)
    with office.place.database.read() as session:
        of_team = select(CollaborationDecision).where(CollaborationDecision.team == office.team)
        assert len(session.exec(of_team).all()) == 1
    office.clock.now = decided + timedelta(days=600 + office.place.settings.retain_days + 1)
    clear_up(office.place)
    assert now(office, digest).decisions == ()
    assert verify_installation(office.place, files=False).faults == ()
