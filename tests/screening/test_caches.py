"""What was read before changes no answer and does not grow without end."""

import pickle
from dataclasses import replace

import pytest
from linkers import without_memory

from screening.caches import LruCache, MemoCache
from screening.model import Subject, SubjectType

BUAA, LUND = "School of Astronautics, BUAA, Beijing", "Lund University"
PERSON = SubjectType.PERSON
SUBJECTS = [
    Subject("Anna Berg", PERSON, (BUAA,), "CN"),
    Subject("Bo Ek", PERSON, (BUAA,), "CN"),
    Subject("Bo Ek", PERSON, (BUAA, LUND), "CN"),
    Subject("Bo Ek", PERSON, (LUND, BUAA), "SE"),
    Subject("Bo Ek", PERSON, (BUAA,), identifiers=(("ror", "https://ror.org/012a77v79"),)),
    Subject("Bo Ek", PERSON, ("Northeastern University",)),
    Subject("Bo Ek", PERSON, ("Northeastern University",), identifiers=(("email", "bo@northeastern.edu"),)),
    Subject("Northeastern University"),
    Subject(BUAA),
    Subject(BUAA, SubjectType.ORGANISATION, country="US"),
    Subject("Wei Wang", PERSON, birth_date="1970"),
    Subject("Wei Wang", PERSON, birth_date="1990"),
    Subject("Wei Wang"),
]


def test_a_list_is_read_as_each_of_its_subjects_alone(engine):
    linker = engine.linker
    alone = [without_memory(linker).read(each) for each in SUBJECTS]
    for order in (SUBJECTS, SUBJECTS[::-1], SUBJECTS):
        readings = {subject: linker.read(subject) for subject in order}
        assert [readings[subject] for subject in SUBJECTS] == alone
        assert [each.reading for each in linker.link_all(SUBJECTS)] == alone
    assert any(reading.hits for reading in alone)
    assert any(reading.ambiguous for reading in alone)


def test_what_is_told_cannot_be_changed_by_who_asked_first(engine):
    once = engine.linker.names.get(
        ("Xi Jinping", PERSON, ""),
        lambda: engine.linker.persons.read(Subject("Xi Jinping", PERSON), "Xi Jinping"),
    )
    engine.linker.read(Subject("Xi Jinping", PERSON, (BUAA,)))
    assert once == engine.linker.persons.read(Subject("Xi Jinping", PERSON), "Xi Jinping")


def test_only_the_last_few_are_cached():
    made = []
    cache = MemoCache(3)
    for number in (*range(100), 99, 98):
        cache.get(number, lambda number=number: made.append(number) or number)
    assert made == list(range(100))
    assert len(cache._new) + len(cache._old) <= 6


def test_a_compiled_linker_is_written_without_what_it_remembers():
    cache = MemoCache(3)
    cache.get("Anna Berg", lambda: "read")
    assert b"Anna Berg" not in pickle.dumps(cache)


def test_where_nothing_is_found_persons_and_organisations_are_assessed_apart(engine):
    found = [
        engine.screen(Subject(name, kind, ("Zorbal Institute",)))
        for name, kind in (("Q Zzyzx", PERSON), ("Q Zzyzx", SubjectType.ORGANISATION), ("R Qqyx", PERSON))
    ]
    assert found[0].assessment is found[2].assessment
    fresh = replace(engine).screen(found[1].subject).assessment
    assert found[1].assessment == fresh


def test_an_lru_cache_makes_each_value_once_and_drops_the_one_not_asked_for_longest():
    made = []
    cache = LruCache(2)

    def look(*numbers):
        for number in numbers:
            assert cache.get(number, lambda number=number: made.append(number) or -number) == -number

    look(1, 2, 1, 3)
    assert made == [1, 2, 3]
    look(1)
    assert made == [1, 2, 3]
    look(2)
    assert made == [1, 2, 3, 2]


def test_a_value_that_could_not_be_made_is_made_when_it_is_asked_for_again():
    cache = LruCache(2)
    with pytest.raises(ZeroDivisionError):
        cache.get("a", lambda: 1 / 0)
    assert cache.get("a", lambda: 1) == 1
