"""A museum, a journal, a press, a cemetery or a memorial of a body is not that body."""

import pytest

from screening.link.named_after import neighbouring_word
from screening.link.self_declared import find
from screening.model import Subject, SubjectType
from screening.vocabulary import rows

TABLE = rows("named_after")


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["word"])
def test_a_row_is_silent_on_its_example_and_not_on_its_counter_example(row):
    example, counter = find(row["example"]), find(row["counter_example"])
    assert example
    assert all(neighbouring_word(row["example"], each.start, each.end) for each in example)
    assert counter
    assert not any(neighbouring_word(row["counter_example"], each.start, each.end) for each in counter)


@pytest.mark.parametrize(
    "text",
    [
        "Medical Journal of Chinese People's Liberation Army",
        "Museum of the People's Liberation Army, Beijing",
        "People's Liberation Army Press",
        "解放军出版社",
        "Музей ФСБ",
    ],
)
def test_neither_the_listing_nor_the_words_are_read(engine, text):
    for subject in (
        Subject(text, SubjectType.ORGANISATION),
        Subject("Li Ming", SubjectType.PERSON, (text,)),
    ):
        reading = engine.read(subject)
        assert not reading.hits
        assert not reading.self_declared


def test_what_was_not_read_is_explained(engine):
    reading = engine.read(Subject("Museum of the People's Liberation Army", SubjectType.ORGANISATION))
    assert any("“Museum of” is next to the name" in each.why for each in reading.alternatives)


@pytest.mark.parametrize(
    "text",
    [
        "Department of Surgery of the People's Liberation Army",
        "People's Liberation Army Memorial Hospital",
        "Museum Road, People's Liberation Army",
    ],
)
def test_anything_else_of_the_body_is_still_read(engine, text):
    reading = engine.read(Subject(text, SubjectType.ORGANISATION))
    assert reading.hits
    assert reading.self_declared


def test_a_press_of_a_civil_university_is_read_as_before(engine):
    reading = engine.read(Subject("Tsinghua University Press", SubjectType.ORGANISATION))
    assert {hit.relation for hit in reading.hits} == {"member_of"}
