"""Watches of single subjects: their file is read as the very same subjects, one of each, or a subject is refused."""

import itertools
from datetime import UTC, datetime

import pytest

from screening.intake import read_list
from screening.model import Subject, SubjectType, Tie
from screening.pipeline import ScreeningRequest
from screening.watch.queries import versions_of
from screening.watch.subjects import (
    MOST_SUBJECTS,
    WatchedSubject,
    WatchSubjectRefused,
    add_subject,
    read_subjects,
    subjects_of_watch,
    subjects_order,
    take_out_subject,
    watch_subject,
    watches_of_subjects,
    write_subjects,
)
from screening.watch.watches import WatchClosed, add_version, watch_of

PERSON, ORGANISATION = SubjectType.PERSON, SubjectType.ORGANISATION
MOMENT = datetime(2026, 11, 25, tzinfo=UTC)
KINDS = (
    Subject("Ana Ngata", PERSON, ("KU Leuven",), country="NZ", institution_country="BE", city="Leuven"),
    Subject("Li, Wei", PERSON, ("School of Astronautics, NPU, Xi'an 710072", "MIT"), birth_date="1965-03"),
    Subject("Huawei", PERSON),
    Subject("Li, Wei"),
    Subject("Ana Ngata, Bo Li"),
    Subject("School of Astronautics, NPU, Xi'an 710072"),
    Subject("北京航空航天大学"),
    Subject("=1+1 Company"),
    Subject("Name"),
    Subject("Total"),
    Subject("Beihang University; Department of X", ORGANISATION),
    Subject("Peking University Third Hospital", ORGANISATION, country="CN", city="Beijing"),
    Subject("", ORGANISATION, ("KU Leuven", "MIT")),
    Subject("", ORGANISATION, identifiers=(("ror", "00wk2mp56"),)),
    Subject(
        "Jo Roe",
        PERSON,
        identifiers=(("orcid", "0000-0002-1825-0097"), ("email", "j@a.edu"), ("email", "j@b.edu")),
    ),
)


def keyed(subjects):
    return tuple(WatchedSubject(each, f"K-{number}") for number, each in enumerate(subjects))


def read_back(subjects, path):
    """The subjects of every row of their file, as intake reads it, by reference."""
    write_subjects(subjects, path, MOMENT)
    options = subjects_order(ScreeningRequest()).options(path.name)
    rows = [row for table in read_list(path, options=options).tables for row in table.rows if row.subjects]
    return sorted((row.reference, row.subjects) for row in rows)


@pytest.mark.parametrize(
    "subject", KINDS, ids=lambda each: each.name or str(each.affiliations or each.identifiers)
)
def test_a_subject_alone_is_read_back_as_the_very_same(subject, tmp_path):
    alone = keyed([subject])
    assert read_back(alone, tmp_path / "subjects.xlsx") == [("K-0", (subject,))]
    assert read_subjects(tmp_path / "subjects.xlsx") == alone


def test_no_subject_changes_how_another_is_read(tmp_path):
    for pair in [*itertools.pairwise(KINDS), KINDS, KINDS[::-1]]:
        there = keyed(pair)
        expected = sorted((each.reference, (each.subject,)) for each in there)
        assert read_back(there, tmp_path / "subjects.xlsx") == expected


@pytest.fixture
def single(watched):
    """A watch of single subjects with one in it, and what is done with it."""

    class Single:
        def __init__(self):
            order = watched.lists.world.order()
            first = Subject("Donau Aerospace Centre")
            said = {"actor": "ana", "team": "office"}
            self.watch = watch_subject(watched.place, first, order, watched.pins(), watched.terms(), **said)

        def add(self, subject, reference=""):
            said = {"actor": "ana", "reference": reference}
            return add_subject(watched.place, self.watch.id, "office", subject, watched.pins(), **said)

        def take_out(self, reference):
            return take_out_subject(
                watched.place, self.watch.id, "office", reference, watched.pins(), actor="ana"
            )

        def subjects(self):
            newest = watch_of(watched.place, self.watch.id, "office")
            return [each.subject.name for each in subjects_of_watch(watched.place, newest)]

    return Single()


def test_adding_and_taking_out_make_versions_and_the_same_subject_twice_is_one(single, watched):
    assert single.add(Subject("Lahti Optics Works"), "P-4")
    assert not single.add(Subject("Lahti Optics Works"), "another key")
    assert not single.add(Subject(" lahti  optics works "))
    assert single.subjects() == ["Donau Aerospace Centre", "Lahti Optics Works"]
    assert single.take_out("P-4")
    assert not single.take_out("P-4")
    assert single.subjects() == ["Donau Aerospace Centre"]
    assert [each.number for each in versions_of(watched.place, single.watch.id)] == [3, 2, 1]


def test_what_changes_about_a_single_subject_is_told_by_its_reference(single, watched):
    single.add(Subject("Harvard University"), "P-2")
    watched.follow(single.watch.id)
    watched.lists.publish(watched.lists.SECOND)
    watched.follow(single.watch.id)
    [(reference, kind)] = watched.changes(single.watch.id)
    assert kind == "listed"
    assert reference not in ("", "P-2")


def test_the_last_subject_is_not_taken_out(single, watched):
    [only] = subjects_of_watch(watched.place, single.watch)
    with pytest.raises(WatchSubjectRefused, match="the last subject"):
        single.take_out(only.reference)


def test_two_subjects_never_share_a_reference(single):
    single.add(Subject("Lahti Optics Works"), "P-4")
    with pytest.raises(WatchSubjectRefused, match="this reference"):
        single.add(Subject("Harvard University"), "P-4")
    assert len(single.subjects()) == 2


@pytest.mark.parametrize(
    "subject",
    [
        Subject("Ana Ngata; Bo Li"),
        Subject("Wei Li", PERSON, ("A University; B University",)),
        Subject("n/a"),
        Subject("x" * 400),
        Subject("Ana Ngata", PERSON, ties=(Tie("MIT"),)),
        Subject("", identifiers=(("ror", "https://ror.org/00wk2mp56"),)),
    ],
    ids=lambda each: each.name[:20],
)
def test_a_text_that_a_list_reads_as_something_else_is_refused_and_nothing_changes(subject, single):
    with pytest.raises(WatchSubjectRefused, match="cannot be watched by itself"):
        single.add(subject)
    assert single.subjects() == ["Donau Aerospace Centre"]


def test_of_two_who_add_at_once_the_second_is_told_and_nobody_is_lost(single, watched, monkeypatch):
    inner = versions_of

    def slow(context, watch_id, **which):
        """Between reading what is there and keeping it, somebody else adds a name."""
        found = inner(context, watch_id, **which)
        monkeypatch.undo()
        single.add(Subject("Lahti Optics Works"))
        return found

    monkeypatch.setattr("screening.watch.subjects.versions_of", slow)
    with pytest.raises(WatchClosed, match="a moment ago"):
        single.add(Subject("Harvard University"))
    assert single.subjects() == ["Donau Aerospace Centre", "Lahti Optics Works"]


def test_a_watch_of_single_subjects_takes_no_file_and_a_watch_of_a_file_no_subject(single, watched):
    file = watched.file(("P-1,Harvard University",))
    said = {"actor": "ana", "file_name": "visitors.csv"}
    with pytest.raises(WatchClosed, match="one by one"):
        add_version(watched.place, single.watch.id, "office", file, watched.pins(), **said)
    other = watched.add()
    with pytest.raises(WatchClosed, match="from a file"):
        add_subject(watched.place, other.id, "office", Subject("KU Leuven"), watched.pins(), actor="ana")
    assert [each.id for each in watches_of_subjects(watched.place, "office")] == [single.watch.id]


def test_a_watch_has_room_for_so_many_single_subjects(single, monkeypatch):
    assert MOST_SUBJECTS == 500
    monkeypatch.setattr("screening.watch.subjects.MOST_SUBJECTS", 1)
    with pytest.raises(WatchSubjectRefused, match="already"):
        single.add(Subject("Harvard University"))
