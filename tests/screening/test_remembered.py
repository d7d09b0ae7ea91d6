"""What was read before changes no answer and does not grow without end."""

import pickle
from dataclasses import replace

from screening.model import Subject, SubjectType
from screening.remembered import Remembered

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
    Subject("Wei Wang", PERSON, birth_year="1970"),
    Subject("Wei Wang", PERSON, birth_year="1990"),
    Subject("Wei Wang"),
]


def test_a_list_is_read_as_each_of_its_subjects_alone(engine):
    linker = engine.linker
    alone = [replace(linker, texts=Remembered(), names=Remembered()).read(each) for each in SUBJECTS]
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


def test_only_the_last_few_are_remembered():
    made = []
    remembered = Remembered(3)
    for number in (*range(100), 99, 98):
        remembered.get(number, lambda number=number: made.append(number) or number)
    assert made == list(range(100))
    assert len(remembered._new) + len(remembered._old) <= 6


def test_a_compiled_linker_is_written_without_what_it_remembers():
    remembered = Remembered(3)
    remembered.get("Anna Berg", lambda: "read")
    assert b"Anna Berg" not in pickle.dumps(remembered)


def test_where_nothing_is_found_persons_and_organisations_are_assessed_apart(engine):
    found = [
        engine.screen(Subject(name, kind, ("Zorbal Institute",)))
        for name, kind in (("Q Zzyzx", PERSON), ("Q Zzyzx", SubjectType.ORGANISATION), ("R Qqyx", PERSON))
    ]
    assert found[0].assessment is found[2].assessment
    fresh = replace(engine).screen(found[1].subject).assessment
    assert found[1].assessment == fresh
