"""Results come back from storage as the very same values."""

import zlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from screening.model import Inquiry, Subject, SubjectType
from screening.pipeline import build_chunk_result
from screening.report import ReportFormatter
from screening.review.case_finder import PartyNames
from screening.run_facts import run_facts
from screening.runs.chunk_store import pack_report, pack_results, summaries, unpack_result
from watchlists.model import Status

SUBJECTS = [
    Subject(name="BUAA", country="CN"),
    Subject(name="School of Astronautics, NPU, Xi'an 710072, P.R. China"),
    Subject(name="Harvard University"),
    Subject(name="NUDT"),
    Subject(name="301 Hospital"),
    Subject(
        name="Jane Doe", type=SubjectType.PERSON, affiliations=("Beihang University, visiting 2015-2018",)
    ),
    Subject(name="Xi'an Jiaotong University", identifiers=(("ror", "https://ror.org/017zhmm22"),)),
]


def through_the_store(engine, subjects):
    """The result of screening subjects, and what is read from the store of it."""
    result = result_of([engine.screen(subject) for subject in subjects], engine)
    return result, unpack_result(pack_results(result))


def result_of(results, engine):
    facts = run_facts(engine, datetime(2026, 11, 25, 9, tzinfo=UTC))
    return build_chunk_result(results, ReportFormatter.of(facts, "xlsx"), PartyNames.of(engine))


def test_every_result_is_the_same_after_packing_and_its_subject_is_not_kept(engine):
    results = [engine.screen(subject) for subject in SUBJECTS]
    packed = pack_results(result_of(results, engine))
    assert unpack_result(packed).results([Inquiry(each) for each in SUBJECTS]) == results
    assert any(result.reading.hits for result in results)
    assert b"Jane Doe" not in zlib.decompress(packed)


def test_what_a_report_says_and_the_cases_are_kept_apart(engine):
    result = result_of([engine.screen(subject) for subject in SUBJECTS], engine)
    report = unpack_result(pack_report(result))
    assert (report.entries, report.entry_numbers, report.cases) == (
        result.entries,
        result.entry_numbers,
        result.cases,
    )
    assert report.cases
    assert not report.readings


def test_a_listing_as_it_stood_on_another_day_is_kept_whole(engine):
    result = engine.screen(SUBJECTS[0])
    hit = result.reading.hits[0]
    lapsed = replace(hit, listing=replace(hit.listing, status=Status.EXPIRED))
    changed = replace(result, reading=replace(result.reading, hits=(lapsed,)))
    packed = pack_results(result_of([changed], engine))
    assert unpack_result(packed).results([Inquiry(SUBJECTS[0])]) == [changed]


def test_results_that_do_not_fit_their_inquiries_are_refused(engine):
    _, kept = through_the_store(engine, SUBJECTS[:1])
    with pytest.raises(ValueError, match="zip"):
        kept.results([Inquiry(each) for each in SUBJECTS[:2]])


def test_a_summary_says_outcome_score_listings_and_who_was_recognised(engine):
    results = [engine.screen(SUBJECTS[0]), engine.screen(SUBJECTS[2])]
    hit, none = summaries(pack_results(result_of(results, engine)))
    assert hit.outcome == results[0].assessment.outcome
    assert (hit.risk_score, hit.level) == (
        results[0].assessment.risk_score,
        results[0].assessment.risk_level,
    )
    assert hit.listings == tuple(sorted(hit.listing.id for hit in results[0].reading.hits))
    assert hit.listing_id == results[0].assessment.lead.listing.id
    assert (hit.why, hit.recognised) == (results[0].assessment.why, "")
    assert none.outcome == "no_match"
    assert "Harvard University" in none.recognised


def test_summaries_are_equal_where_the_same_was_concluded_in_whatever_words(engine):
    (summary,) = summaries(pack_results(result_of([engine.screen(SUBJECTS[0])], engine)))
    assert replace(summary, why="other words", recognised="x") == summary
    assert replace(summary, risk_score=1) != summary


def test_an_assessment_that_many_rows_share_is_kept_once(engine):
    subjects = [Subject(name=f"Zorbal Institute of Qqyx {letter}") for letter in "ABCDEFGH"]
    results = list(engine.screen_all(map(Inquiry, subjects)))
    packed = pack_results(result_of(results, engine))
    back = unpack_result(packed).results(list(map(Inquiry, subjects)))
    assert back == results
    assert len({id(result.assessment) for result in back}) == 1
    assert len(summaries(packed)) == 8


def test_a_summary_names_the_listings_of_parts_in_force_behind_a_hit_and_none_that_lapsed(engine):
    result = engine.screen(SUBJECTS[0])
    hit = result.reading.hits[0]
    part, lapsed = (
        next(each for each in engine.library.listings if each.status is status and each.id != hit.listing.id)
        for status in (Status.IN_FORCE, Status.EXPIRED)
    )
    family = replace(hit, other_listings=(part, lapsed), parts=(part.name,))
    changed = replace(result, reading=replace(result.reading, hits=(family,)))
    (summary,) = summaries(pack_results(result_of([changed], engine)))
    assert summary.listings == tuple(sorted((hit.listing.id, part.id)))
