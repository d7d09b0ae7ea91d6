"""Bodies that documents name, from the text to the assessment, in a small world."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from named_bodies import LISTS, hit_on, named, world

from screening.assessment import assess
from screening.assessment.named_bodies import read_named
from screening.match_candidates import candidates
from screening.model import Inquiry, Level, Outcome, Reading, Relation, Subject, SubjectType, Tie, TieKind
from screening.report.json_output import NamedJson, result_json
from screening.review.case_finder import PartyNames, find_cases
from screening.run_facts import run_facts
from watchlists.model import BodyKind, Naming

CONTEXT = "Possible mention of an organisation listed only as context, for review"


@pytest.fixture(scope="module")
def small():
    return world()


def person(*affiliations, ties=()):
    return Subject("Wei Zhang", SubjectType.PERSON, affiliations, ties=tuple(ties))


def body(name):
    return Subject(name, SubjectType.ORGANISATION)


def said(small, subject):
    result = small.screen(subject)
    return result.assessment.outcome, result.assessment.risk_level


@pytest.mark.parametrize(
    "text",
    [
        "Chinese Students and Scholars Association, University of Melbourne",
        "President, Chinese Students and Scholars Association, University of Melbourne",
        "Confucius Institute at University of Melbourne",
        "taught at the Confucius Institute of the University of Melbourne",
        "Member, United Front Work Department",
        "interviewed by Press Example Television",
        "Lecturer, Jiangnan Social University",
    ],
)
def test_a_persons_cv_gives_no_hit_and_no_question(small, text):
    result = small.screen(person(text))
    assert (result.assessment.outcome, result.assessment.risk_level) == (Outcome.NO_MATCH, Level.NONE)
    assert (result.reading.hits, result.reading.ambiguous) == ((), False)
    assert list(find_cases(result, PartyNames.of(small))) == []


def test_the_note_says_in_which_document_and_the_university_is_read_as_before(small):
    result = small.screen(person("Chinese Students and Scholars Association, University of Melbourne"))
    note = (
        "Chinese Students and Scholars Association: named in Report on Examples (Parliament of Examples, "
        "2023-07-13); membership says nothing about a person."
    )
    assert result.reading.notes == (note,)
    assert note in [reason.text for reason in result.assessment.reasons]
    by_name = {each.name: each for each in result.reading.recognised}
    assert by_name["Chinese Students and Scholars Association"].noted in note
    assert by_name["University of Melbourne"].id == "ror:1"
    assert not by_name["University of Melbourne"].noted


def test_a_person_with_a_named_body_is_counted_as_named_and_one_at_an_unknown_body_as_not_known(small):
    named = small.screen(person("Chinese Students and Scholars Association")).assessment
    assert (named.outcome, named.counted_as) == (Outcome.NO_MATCH, "named")
    unknown = small.screen(person("Xqzzt Institute of Blorf")).assessment
    assert (unknown.outcome, unknown.counted_as) == (Outcome.NO_MATCH, "organisation_not_known")
    assert small.screen(person("United Front Work Department")).assessment.counted_as == "review"


def test_an_acronym_that_another_body_bears_asks_nothing_of_a_person_and_asks_of_an_organisation(small):
    asked = small.screen(body("CSSA"))
    assert asked.reading.ambiguous
    assert (asked.assessment.outcome, asked.assessment.risk_level) == (Outcome.REVIEW, Level.NONE)
    of_person = small.screen(person("CSSA"))
    assert not of_person.reading.ambiguous
    assert of_person.reading.bearers == ()
    assert of_person.assessment.outcome is Outcome.NO_MATCH


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("Chinese Students and Scholars Association", Level.NONE),
        ("Confucius Institute at University of Melbourne", Level.NONE),
        ("United Front Work Department", Level.LOW),
        ("Jiangnan Social University", Level.LOW),
        ("Jiangsu State Security Department", Level.MEDIUM),
        ("Press Example Television", Level.HIGH),
        ("Reconnaissance General Bureau", Level.HIGH),
    ],
)
def test_an_organisation_is_for_review_with_the_level_of_the_graver_key(small, name, level):
    assert said(small, body(name)) == (Outcome.REVIEW, level)


@pytest.mark.parametrize(
    "subject",
    [
        person("United Front Work Department"),
        person("Deputy head, United Front Work Department"),
        person("Editor, Press Example Television"),
        person("Rector, Jiangnan Social University"),
        person("KU Leuven", ties=[Tie("United Front Work Department", TieKind.FUNDING)]),
        person("KU Leuven", ties=[Tie("Press Example Television", TieKind.EMPLOYMENT, role="Editor")]),
    ],
)
def test_a_person_with_a_role_at_a_body_held_for_context_is_for_review_and_low(small, subject):
    assert said(small, subject) == (Outcome.REVIEW, Level.LOW)


def test_a_tie_of_education_is_a_note_and_one_of_the_file_that_says_member_too(small):
    studied = person(ties=[Tie("United Front Work Department", TieKind.EDUCATION)])
    member = person(ties=[Tie("United Front Work Department", TieKind.EMPLOYMENT, role="Member")])
    for subject in (studied, member):
        assert said(small, subject) == (Outcome.NO_MATCH, Level.NONE)


def test_a_referee_at_a_body_of_ordinary_members_is_no_question(small):
    referee = Tie("Confucius Institute", TieKind.OTHER_PERSON, role="referee: Li Ming")
    assert said(small, person("KU Leuven", ties=[referee])) == (Outcome.NO_MATCH, Level.NONE)


def test_no_number_of_further_lists_lifts_a_body_held_for_context_above_low(small):
    policy = small.policies[0]
    result = small.screen(body("United Front Work Department"))
    scale = replace(policy.scale, lists={}, standings={**policy.scale.standings, "context": 90})
    graver = assess(body("x"), result.reading, [replace(policy, scale=scale)], small.lists, on=small.on)
    assert (graver.risk_level, graver.risk_score) == (Level.LOW, scale.medium - 1)
    assert any("this organisation is listed only as context" in reason.text for reason in graver.reasons)
    assert sum(reason.points for reason in graver.reasons) == graver.risk_score


def test_the_sentence_names_the_publisher_and_the_day_and_leaves_the_title_to_the_evidence(small):
    why = small.screen(body("United Front Work Department")).assessment.why
    assert why == (
        f"{CONTEXT}: we read “United Front Work Department”, named without a freeze or a ban "
        "(Parliament of Examples, 2023-07-13)."
    )
    acronym = small.screen(body("UFWD, Beijing")).assessment.why
    assert "read “UFWD” as United Front Work Department, named without a freeze or a ban (" in acronym
    law = small.screen(body("Press Example Television")).assessment
    assert law.why.startswith("Possible match with a listed organisation, for review: we read ")
    assert "designated (Parliament of Examples, 2023-07-13)." in law.why
    assert law.reasons[0].text == (
        "Severity that the policy sets for a body designated under Us ofac sdn: state media outlet, designated "
        "(Parliament of Examples, 2023-07-13)."
    )


def test_the_evidence_says_what_the_document_says_and_what_it_does_not_mean(small):
    (hit,) = small.screen(body("United Front Work Department")).reading.hits
    (line,) = [each for each in hit.evidence if each.feature == "named in"]
    assert line.listing == (
        "named, without a freeze or a ban, in Report on Examples (Parliament of Examples, 2023-07-13), page 38"
    )
    assert line.note == (
        "read in a transcription. What it says: It is described as taking part in the work. "
        "What it does not mean: that anybody in it has done wrong."
    )
    assert line.points == 0


def test_foreign_protocols_are_not_told_of_it_for_a_person(small):
    asked = Subject("Wei Zhang", SubjectType.PERSON, ("Confucius Institute",))
    assert candidates(small, [asked]) == ()
    (found,) = candidates(small, [body("Confucius Institute")])
    assert found.listing.id == "influence-determined:ci"


@pytest.mark.parametrize(
    ("name", "claimed"),
    [
        ("Confucius Institute", False),
        ("United Front Work Department", False),
        ("Reconnaissance General Bureau", True),
        ("Press Example Television", True),
    ],
)
def test_foreign_protocols_claim_no_identity_with_a_body_held_for_context(small, name, claimed):
    (found,) = candidates(small, [body(name)])
    assert found.claimed() is claimed


@pytest.mark.parametrize("kind", [TieKind.FUNDING, TieKind.OWNERSHIP])
def test_the_note_of_funding_or_an_owner_speaks_of_no_membership(small, kind):
    reading = small.screen(person("KU Leuven", ties=[Tie("Confucius Institute", kind)])).reading
    (note,) = reading.notes
    assert "membership" not in note
    assert note.endswith("; it is listed only as context, and a tie to it means nothing by itself.")
    (said,) = [each.noted for each in reading.recognised if each.noted]
    assert said in note


def test_several_subjects_at_once_are_read_as_one_alone(small):
    subjects = [person("CSSA"), body("CSSA"), person("Member, United Front Work Department")]
    assert list(small.screen_all(map(Inquiry, subjects))) == [small.screen(each) for each in subjects]


def test_json_says_which_document_names_the_body_and_what_its_keys_lead_to(small):
    at = run_facts(small, datetime(2026, 11, 25, tzinfo=UTC))
    said = result_json(small.screen(body("Press Example Television")), at)
    given = said["hits"][0]["listing"]["named"]
    assert given == NamedJson.of(named(Naming.DESIGNATED, BodyKind.STATE_MEDIA, "us-ofac-sdn")).model_dump(
        mode="json"
    )
    assert (given["for_organisation"], given["for_person"]) == ("finding", "role")
    plain = result_json(small.screen(body("Zabir Logistics Company")), at)
    assert plain["hits"][0]["listing"]["named"] is None


def test_a_reading_without_named_bodies_stays_as_it_is():
    reading = Reading(notes=("a note",))
    assert read_named(person("x"), reading, lambda listing_id: None) is reading


def _under_a_service(kind, naming=Naming.NAMED_OFFICIAL, law=""):
    """A reading of a text as a body of that kind, which stands under an intelligence service."""
    body_hit = hit_on(Naming.NAMED_OFFICIAL, kind)
    parent = hit_on(naming, BodyKind.INTELLIGENCE, law=law, relation=Relation.SUBSIDIARY_OF)
    listing = replace(parent.listing, id=f"{parent.listing.watchlist_id}:service")
    return Reading(hits=(body_hit, replace(parent, listing=listing, mention=body_hit.mention)))


@pytest.mark.parametrize("kind", [BodyKind.STUDENT_ASSOCIATION, BodyKind.UNITED_FRONT])
def test_what_a_body_stands_under_makes_it_no_graver_than_its_own_keys(kind):
    reading = _under_a_service(kind)
    for subject in (person("Example Body"), body("Example Body")):
        read = read_named(subject, reading, lambda listing_id: None)
        assert all(hit.relation is Relation.SAME for hit in read.hits)
        assert [each.id for each in read.alternatives] == [f"{LISTS[Naming.NAMED_OFFICIAL]}:service"]


def test_a_law_on_what_an_organisation_stands_under_stays_a_hit_and_reaches_no_person_there():
    reading = _under_a_service(BodyKind.UNITED_FRONT, Naming.DESIGNATED, law="us-ofac-sdn")
    of_organisation = read_named(body("Example Body"), reading, lambda listing_id: None)
    of_person = read_named(person("Example Body"), reading, lambda listing_id: None)
    assert len(of_organisation.hits) == 2
    assert [hit.relation for hit in of_person.hits] == [Relation.SAME]


@pytest.mark.parametrize("other", ["JIT", "MSS"])
@pytest.mark.parametrize("noted", ["Confucius Institute", "CSSA"])
def test_a_note_leaves_what_another_text_asks_as_it_was(small, noted, other):
    alone, beside = small.screen(person(other)).reading, small.screen(person(noted, other)).reading
    assert alone.ambiguous
    assert beside.ambiguous
    assert beside.bearers == alone.bearers
    assert [each.listing.id for each in beside.hits] == [each.listing.id for each in alone.hits]


def test_who_shares_a_text_with_a_note_goes_with_it_and_not_before_another_name(small):
    beside = small.screen(person("CSSA", "MSS"))
    assert "Canadian Soft Skills Academy" not in [each.name for each in beside.reading.bearers]
    assert "“MSS” may be Mental Support Society or Jiangsu State Security Department" in (
        beside.assessment.why
    )
