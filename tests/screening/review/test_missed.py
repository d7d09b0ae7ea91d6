"""What the machine missed and a person found is a question like any other, and shows in the next report."""

import csv
import io
import json

import pytest

from screening.context import open_context
from screening.model import Subject, SubjectType
from screening.review.case_finder import PartyNames
from screening.review.decide import Proposal, confirm
from screening.review.missed import MissedMatch, record_missed
from screening.review.rules import DecisionRefused, Verdict
from screening.runs.control import report_path
from screening.runs.verification import verify_installation

TRUE = Proposal(Verdict.TRUE_MATCH, "source_confirms", "the page of staff")
SUBJECT = Subject("Wei Zhang", SubjectType.PERSON, ("The Old Flying School",), "CN")
LIST = (
    "Name,Institution,Country\nWei Zhang,The Old Flying School,CN\nLi Na,the old FLYING school,CN\n"
    "Jane Roe,KU Leuven,BE\n"
)


@pytest.fixture
def place(settings, clock):
    opened = open_context(settings, clock)
    yield opened
    opened.close()


@pytest.fixture
def record(office, place, people, small_engine):
    def done(text=SUBJECT.affiliations[0], listing="us-entity-list:cn/beihang", proposal=TRUE, by=people[0]):
        missed = MissedMatch(SUBJECT, text, listing, office.screen(LIST), "CSV", 2)
        return record_missed(
            place, office.team, missed, proposal, by, PartyNames.of(small_engine), source="page"
        )

    return done


def standing(office, run_id):
    with report_path(office.place, run_id, office.team) as (path, _):
        lines = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))
        return {line["Name"]: line["Review: standing"] for line in lines}


def test_a_missed_match_waits_for_a_second_person_and_says_who_found_it(office, place, record, people):
    made = record()
    (case,) = office.cases()
    assert (case.state, case.verdict, case.found_by_name) == ("second", "true_match", "Ana Ngata")
    assert (case.relation, case.party_name, case.people) == ("found_by_person", "Beihang University", 1)
    assert set(json.loads(case.seen)) == {"jp-end-users:1", "us-entity-list:cn/beihang"}
    confirm(place, office.team, made.id, people[1])
    assert verify_installation(place, files=False).faults == ()


def test_the_next_report_shows_it_beside_every_row_with_the_same_text(office, place, record, people, clock):
    made = record()
    confirm(place, office.team, made.id, people[1])
    clock.moved(days=1)
    said = standing(office, office.screen(LIST))
    assert said["Wei Zhang"].startswith("Stands: true match (source confirms), Ana Ngata")
    assert said["Li Na"].startswith(
        "Added after a decision about others with this text, which does not cover it yet: true match (source confirms), Ana Ngata"
    )
    assert said["Jane Roe"] == ""
    (case,) = office.cases(state="")
    assert (case.state, case.people, case.rows) == ("new", 2, 2)


def test_what_is_no_missed_match_is_refused_and_nothing_is_recorded(office, record):
    wrong = (
        {"text": "Another School"},
        {"listing": "us-entity-list:cn/old"},  # lifted
        {"listing": "nothing"},
        {"proposal": Proposal(Verdict.FALSE_POSITIVE, "misread")},
        {"proposal": Proposal(Verdict.TRUE_MATCH, "source_confirms")},
    )
    for each in wrong:
        with pytest.raises(DecisionRefused):
            record(**each)
    assert office.cases(state="") == []
    record()
    with pytest.raises(DecisionRefused, match="a question already"):
        record(listing="jp-end-users:1")
