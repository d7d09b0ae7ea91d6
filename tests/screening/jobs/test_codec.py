"""Results come back from storage as the very same values."""

import pytest

from screening.jobs.codec import Codec, briefs
from screening.model import Subject, SubjectType

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


def test_every_result_is_the_same_after_packing(engine):
    codec = Codec.of(engine)
    results = [engine.screen(subject) for subject in SUBJECTS]
    assert codec.unpack(codec.pack(results), SUBJECTS) == results
    assert any(result.reading.hits for result in results)


def test_a_listing_as_it_stood_on_another_day_is_kept_whole(engine):
    from dataclasses import replace

    from watchlists.model import Status

    codec = Codec.of(engine)
    result = engine.screen(SUBJECTS[0])
    hit = result.reading.hits[0]
    lapsed = replace(hit, listing=replace(hit.listing, status=Status.EXPIRED))
    changed = replace(result, reading=replace(result.reading, hits=(lapsed,)))
    assert codec.unpack(codec.pack([changed]), SUBJECTS[:1]) == [changed]


def test_results_that_do_not_fit_their_subjects_are_refused(engine):
    codec = Codec.of(engine)
    packed = codec.pack([engine.screen(SUBJECTS[0])])
    with pytest.raises(ValueError, match="zip"):
        codec.unpack(packed, SUBJECTS[:2])


def test_in_brief_only_outcome_score_and_listings_are_said(engine):
    codec = Codec.of(engine)
    result = engine.screen(SUBJECTS[0])
    (brief,) = briefs(codec.pack([result]))
    assert brief.outcome == result.assessment.outcome
    assert brief.listings == tuple(sorted(hit.listing.id for hit in result.reading.hits))


def test_an_assessment_that_many_rows_share_is_kept_once(engine):
    codec = Codec.of(engine)
    subjects = [Subject(name=f"Zorbal Institute of Qqyx {letter}") for letter in "ABCDEFGH"]
    results = [engine.screen(subject) for subject in subjects]
    back = codec.unpack(codec.pack(results), subjects)
    assert back == results
    assert len({id(result.assessment) for result in back}) == 1
    assert len(briefs(codec.pack(results))) == 8
