"""Offices abroad of listed groups are asked about, and strangers with a brand's word are not: both sets in one test.

A quick sample of what `benchmarks/group_brands.py` measures as a whole, and every row of the table by its examples.
"""

from datetime import date
from zlib import crc32

import pytest

from benchmarks.group_brands import (
    FIT,
    HELD,
    ONE_HALF,
    SURE,
    is_asked,
    is_right,
    made_offices,
    real_offices,
    screened,
    strangers,
    surest,
)
from screening.engine import load_engine
from screening.model import Inquiry, Subject, SubjectType
from watchlists.knowledge import read_group_brands

SHARE_ASKED, SHARE_OF_STRANGERS = 0.9, 0.05
HOW_MANY = 120  # of each set
ONCE_SILENT = (
    "Nuctech UK|DJI Technology Inc., Burbank|Futurewei Technologies|EZVIZ Europe|Huawei Grenoble Research Center|Huawei Tampere"
    "|Huawei Lund Research Center|Huawei Dresden Research Center|Huawei Tel Aviv Research Center"
    "|University of Edinburgh - Huawei Joint Lab|HKUST-DJI Joint Innovation Laboratory|NTU-SenseTime|CRRC ZELC Europe"
    "|SenseTime Tech|DJI Tech Co"
).split("|")


@pytest.fixture(scope="module")
def engine():
    return load_engine(on=date(2026, 12, 3))


def sample(offices):
    return sorted(offices, key=lambda each: crc32(each.text.encode()))[:HOW_MANY]


def test_no_group_is_in_both_halves_of_the_made_names():
    assert set(FIT).isdisjoint(HELD)
    assert len(made_offices()) == 414
    assert len(real_offices()) == 60


def test_offices_of_groups_are_asked_about_and_strangers_with_a_brand_are_not(engine):
    for offices in (sample(made_offices()), real_offices()):
        results = screened(engine, offices)
        right = [office for office, result in results if is_asked(result) and is_right(result, office)]
        assert len(right) >= SHARE_ASKED * len(offices)
    nobody = screened(engine, sample(strangers(engine)))
    asked = [result for _, result in nobody if is_asked(result)]
    assert len(asked) <= SHARE_OF_STRANGERS * len(nobody)
    # A place of the listed body beside the word is a second sign.
    likely = [result for result in asked if surest(result) >= ONE_HALF]
    assert all(
        any(line.feature == "country" and line.points > 0 for line in result.reading.hits[0].evidence)
        for result in likely
    )


@pytest.mark.parametrize("text", ONCE_SILENT)
def test_an_office_that_was_silent_is_a_question_that_nobody_is_sure_of(engine, text):
    for subject in (Subject(text, SubjectType.ORGANISATION), Subject(affiliations=(text,))):
        (result,) = engine.screen_all([Inquiry(subject)])
        assert is_asked(result)
        assert surest(result) < SURE


def test_each_row_of_the_table_asks_by_its_example_and_not_by_its_counter_example(engine):
    groups, claims = engine.linker.texts.groups, engine.linker.texts.claims
    wrong = []
    for row in read_group_brands():
        example = groups.links(claims(row.example))
        (result,) = engine.screen_all([Inquiry(Subject(row.example, SubjectType.ORGANISATION))])
        if not (example or is_asked(result)) or groups.links(claims(row.counter_example)):
            wrong.append(row.name)
    assert wrong == []


@pytest.mark.parametrize(
    "text", ["Rosatom Overseas JSC", "Rosatom Overseas", "Rusatom Additive Technologies"]
)
def test_a_listed_firm_is_asked_about_though_its_name_begins_with_its_unlisted_parents(engine, text):
    (result,) = engine.screen_all([Inquiry(Subject(text, SubjectType.ORGANISATION))])
    assert is_asked(result)
    assert {hit.listing.watchlist_id for hit in result.reading.hits} == {"uk-sanctions-list"}
