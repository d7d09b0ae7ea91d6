"""A given name of the same two syllables in the other order is another name."""

import pytest

from screening.model import Subject, SubjectType


@pytest.mark.parametrize(
    ("name", "is_found"),
    [("Ch'oe Ch'o'l-min", True), ("Choe Chol-min", True), ("Choi Min-chul", False), ("Choe Min-chol", False)],
)
def test_syllables_exchanged_make_another_given_name(engine, name, is_found):
    hits = engine.linker.read(Subject(name=name, type=SubjectType.PERSON)).hits
    assert any(hit.listing.name == "Ch'oe Ch'o'l-min" for hit in hits) is is_found


@pytest.mark.parametrize("name", ["苏斌", "蘇斌"])
def test_a_person_given_in_latin_letters_only_is_found_by_pinyin(engine, name):
    hits = engine.linker.read(Subject(name=name, type=SubjectType.PERSON)).hits
    assert [hit.listing.name for hit in hits] == ["Su Bin"]


@pytest.mark.parametrize("name", ["علی", "محمد", "Иван", "伟", "Ali"])
def test_a_bare_given_name_takes_no_surname(engine, name):
    assert not engine.linker.read(Subject(name=name, type=SubjectType.PERSON)).hits
