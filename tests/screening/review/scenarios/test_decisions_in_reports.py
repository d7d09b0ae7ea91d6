"""Decisions in force stand in the reports of later runs, pinned with the run; today's are another file."""

import csv
import io
import json
from dataclasses import replace

import pytest
from erasing import erase_run, erase_subject
from openpyxl import load_workbook
from sqlmodel import select

from screening.audit import lines_of, read_receipt
from screening.link import build
from screening.review.decide import Proposal, confirm, propose, withdraw
from screening.review.rules import Verdict
from screening.runs.control import report_path
from screening.runs.engines import Engines
from screening.runs.pinned_lists import PinnedLists
from screening.runs.reproduce import ReproductionVerdict, verify_report
from screening.runs.results import FinishedRuns
from screening.storage.review_tables import RunDecisions
from screening.storage.tables import Run
from watchlists.model import ListedName, NameKind

TRUE = Proposal(Verdict.TRUE_MATCH, "name_and_place", "seen on the page of staff")
UNSURE = Proposal(Verdict.INCONCLUSIVE, "too_little")


@pytest.fixture
def world(office, people, clock):
    """A list that was screened once, and one of its two cases decided by two people."""
    office.screen()
    case = office.case()
    made = propose(office.place, office.team, case.id, TRUE, people[0], source="page")
    confirm(office.place, office.team, made.id, people[1])
    clock.moved(days=1)
    return office


def sealed(office, run_id):
    with report_path(office.place, run_id, office.team) as (path, _):
        return path.read_bytes()


def rows(content):
    lines = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    return {line["Name"]: line for line in lines}


def again(office, run_id, form="csv", decisions="then"):
    runs = FinishedRuns(office.place, PinnedLists(lambda: replace(office.engine, on=office.clock.now.date())))
    out = office.folder / f"again.{form}"
    runs.write(runs.get(run_id, office.team), out, form, decisions=decisions)
    return out.read_bytes()


def change(engine, office):
    """The same lists, in which the decided listing has one more name."""
    wanted = next(iter(json.loads(office.case().seen)))
    lists = {
        key: replace(
            each,
            listings=tuple(
                replace(entry, names=(*entry.names, ListedName("Beihang Aero", NameKind.ALIAS)))
                if entry.id == wanted
                else entry
                for entry in each.listings
            ),
        )
        for key, each in engine.library.lists.items()
    }
    library = replace(engine.library, lists=lists)
    return replace(engine, library=library, linker=build(library, engine.register))


def test_a_later_report_says_who_decided_what_and_when_and_leaves_the_note_in_the_house(world):
    found = rows(sealed(world, world.screen()))["Wei Zhang"]
    assert found["Review: decision"] == "true match"
    assert found["Review: reason"] == "name_and_place"
    assert found["Review: reviewer"] == "Ana Ngata, confirmed by Ben Smith"
    assert found["Review: date"] == f"{world.case().first_seen_at[:10]}"
    assert found["Review: standing"].startswith("Stands: true match (name and place), Ana Ngata")
    assert found["Review: note"] == ""
    assert "page of staff" not in json.dumps(found)
    assert "person:" not in json.dumps(found)


def test_a_row_that_nobody_decided_about_has_blank_columns(world):
    found = rows(sealed(world, world.screen()))
    assert not any(value for key, value in found["Li Na"].items() if key.startswith("Review:"))
    assert not any(value for key, value in found["Jane Roe"].items() if key.startswith("Review:"))


def test_a_proposal_says_that_it_waits_and_is_no_decision(world, people):
    propose(world.place, world.team, world.case("Li Na").id, TRUE, people[0], source="page")
    found = rows(sealed(world, world.screen()))["Li Na"]
    assert found["Review: standing"].startswith("Waits for a second reviewer: true match")
    assert found["Review: decision"] == found["Review: reviewer"] == ""  # it is none before it is confirmed


def test_a_decision_that_lapses_with_this_very_run_is_shown_as_lapsed_with_the_reason(world, small_engine):
    run_id = world.screen(engine=change(small_engine, world))
    found = rows(sealed(world, run_id))["Wei Zhang"]
    assert found["Review: decision"] == ""
    assert found["Review: standing"].startswith("Lapsed: true match (name and place), Ana Ngata")
    assert "has changed" in found["Review: standing"]


def test_other_details_of_a_decided_name_are_said_not_to_be_covered(world):
    run_id = world.screen(
        "Name,Institution,Country\nWei Zhang,Beijing University of Aeronautics and Astronautics,CN\n"
    )
    found = rows(sealed(world, run_id))["Wei Zhang"]
    assert found["Review: decision"] == ""
    assert "is another text" in found["Review: standing"]


def test_the_report_stays_the_same_bytes_whatever_is_decided_later_and_today_is_another_file(world, people):
    run_id = world.screen()
    before = sealed(world, run_id)
    propose(world.place, world.team, world.case("Li Na").id, UNSURE, people[0], source="page")
    withdraw(world.place, world.team, world.case().disposition_id, people[0], "a mistake")
    assert sealed(world, run_id) == before == again(world, run_id)
    now = rows(again(world, run_id, decisions="now"))
    assert now["Wei Zhang"]["Review: decision"] == ""
    assert now["Li Na"]["Review: decision"] == "inconclusive"
    engine = replace(world.engine, on=world.clock.now.date())
    report = world.folder / "kept.csv"
    report.write_bytes(before)
    assert verify_report(world.place, report, Engines(lambda day: engine)).verdict is ReproductionVerdict.SAME


def test_without_its_pinned_decisions_a_report_could_not_be_made_again(world):
    run_id = world.screen()
    report = world.folder / "kept.csv"
    report.write_bytes(sealed(world, run_id))
    with world.place.decide() as decision:
        decision.session.delete(decision.session.get(RunDecisions, run_id))
        decision.record("test.meddled", actor="test", team=world.team, facts={})
    engine = replace(world.engine, on=world.clock.now.date())
    assert (
        verify_report(world.place, report, Engines(lambda day: engine)).verdict is ReproductionVerdict.DIFFERS
    )


def test_the_log_and_the_receipt_hold_the_hash_of_the_decisions(world):
    run_id = world.screen()
    with world.place.database.read() as session:
        runs = {each.id: each.receipt for each in session.exec(select(Run).where(Run.team == world.team))}
        sealed_entry = [line for line in lines_of(session, run_id) if line.action == "run.finished"][-1]
    receipt = read_receipt(runs.pop(run_id), world.place.public_key)
    assert len(receipt.decisions) == 64
    assert json.loads(sealed_entry.facts)["decisions"] == receipt.decisions
    assert all(read_receipt(earlier, world.place.public_key).decisions is None for earlier in runs.values())


def test_every_form_names_the_decisions_and_the_moment(world):
    run_id = world.screen()
    said = json.loads(again(world, run_id, "json"))
    wei = next(each for each in said["results"] if each["subject"]["name"] == "Wei Zhang")
    (decision,) = wei["decisions"]
    assert (decision["verdict"], decision["status"], decision["by"]) == (
        "true_match",
        "in_effect",
        "Ana Ngata",
    )
    assert decision["case"] == world.case().id
    assert decision["listings"]
    assert said["run"]["parameters"]["decisions"].startswith("1 of the team, as they stood on")
    assert all("decisions" in each for each in said["results"])
    (world.folder / "again.xlsx").write_bytes(again(world, run_id, "xlsx"))
    book = load_workbook(world.folder / "again.xlsx")
    evidence = [[cell.value for cell in row] for row in book["Screening evidence"].iter_rows()]
    headers = next(row for row in evidence if "Entry" in row)
    wei = dict(zip(headers, next(row for row in evidence if row[2] and "Wei" in str(row[2])), strict=True))
    assert wei["Review: decision"] == "true match"
    assert wei["Entry"] == decision["listings"][0]
    today = json.loads(again(world, run_id, "json", "now"))
    assert "not the report that its receipt seals" in today["run"]["parameters"]["decisions"]


def test_erasing_the_run_or_the_subject_takes_the_pinned_decisions_too(world, people):
    first, second = world.screen(), world.screen(name="other.csv")

    def kept():
        with world.place.database.read() as session:
            return {
                each.run_id for each in session.exec(select(RunDecisions)) if each.run_id in (first, second)
            }

    assert kept() == {first, second}
    erase_run(world.place, first, actor="x")
    assert kept() == {second}
    erase_subject(world.place, "Wei Zhang", team=world.team, actor="x")
    assert kept() == set()


def test_another_teams_decisions_are_in_nobody_elses_report(world, make_office):
    other = make_office()
    found = rows(sealed(other, other.screen()))["Wei Zhang"]
    assert not any(value for key, value in found.items() if key.startswith("Review:"))
