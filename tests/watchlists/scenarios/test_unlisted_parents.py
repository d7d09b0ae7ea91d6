"""Groups that no list of ours holds: each member is listed, and each parent that a list prints is asked about or noted."""

import re
from datetime import date

import pytest

from screening.engine import load_engine
from screening.model import Outcome, Subject, SubjectType
from watchlists.errors import KnowledgeInvalid
from watchlists.knowledge import SourceKind, read_unlisted_parents
from watchlists.library import load_library
from watchlists.model import Status

HEADER = "member,country,parent,parent_name,example,counter_example,source,verified,read_on"
ROW = 'Quelmar Works,CN,,Vortelan Group,"{example}",Vortelan Bakery,"{source}",{verified},'


def write(folder, **cells):
    usual = {
        "example": "Vortelan Group, Harbin",
        "source": "one, entry “Quelmar Works”",
        "verified": "list",
    }
    (folder / "unlisted_parents.csv").write_text(
        f"{HEADER}\n{ROW.format(**(usual | cells))}\n", encoding="utf-8"
    )
    return folder


@pytest.mark.parametrize("cells", [{"example": ""}, {"source": "one"}, {"verified": "surely"}])
def test_a_row_that_lacks_something_refuses_the_table(tmp_path, cells):
    assert len(read_unlisted_parents(write(tmp_path))) == 1
    with pytest.raises(KnowledgeInvalid, match=r"^unlisted_parents\.csv, line 2: "):
        read_unlisted_parents(write(tmp_path, **cells))


@pytest.fixture(scope="module")
def listings():
    return [each for each in load_library().listings if each.status is Status.IN_FORCE]


@pytest.fixture(scope="module")
def engine():
    return load_engine(on=date(2026, 12, 3))


def letters(text):
    return re.sub(r"\W", "", text.lower())


def test_each_member_is_on_a_list_in_force(listings):
    printed = {letters(name.text) for each in listings for name in each.names}
    assert [row.member for row in read_unlisted_parents() if letters(row.member) not in printed] == []


def test_an_entry_that_vouches_for_a_row_prints_the_group(listings):
    printed = {}
    for each in listings:
        texts = (each.parent, *(name.text for name in each.names))
        printed.setdefault((each.watchlist_id, each.name), []).extend(map(letters, texts))
    for row in read_unlisted_parents():
        if row.verified == SourceKind.LIST:
            group = letters(row.parent_name.partition(" (")[0])
            entry = re.fullmatch("([a-z0-9-]+), entry “(.+)”", row.source).groups()
            assert any(group in text for text in printed[entry]), row.member


def test_each_example_is_answered_with_its_members_and_no_counter_example_is(engine):
    for row in read_unlisted_parents():
        result = engine.screen(Subject(row.example, SubjectType.ORGANISATION))
        assert result.assessment.outcome is Outcome.NO_MATCH, row.example
        assert result.assessment.named, row.example
        other = engine.screen(Subject(row.counter_example.partition(":")[0], SubjectType.ORGANISATION))
        assert not other.reading.names_noted, row.counter_example


def test_each_parent_that_a_list_prints_is_asked_about_or_noted(listings, engine):
    """Two of the 55 are on no list: the bodies behind an institute and behind an association."""
    silent = [
        parent
        for parent in sorted({each.parent for each in listings if each.parent})
        for result in [engine.screen(Subject(re.sub(r"\(?\d+ ?%.*", "", parent), SubjectType.ORGANISATION))]
        if result.assessment.outcome is Outcome.NO_MATCH and not result.assessment.named
    ]
    assert silent == []
