"""How much work a text is grows with its length, not with its square; what is too much is not read, and that is said."""

import sys
from dataclasses import replace

import pytest
from linkers import without_memory

from screening.link.reading_effort import (
    MOST_OF_A_SECOND_LOOK,
    MOST_OF_A_SUBJECT,
    MOST_OF_A_TEXT,
    MOST_OF_SECOND_LOOKS,
    TooMuchWork,
    Work,
)
from screening.model import Inquiry, Outcome, Subject, SubjectType, Tie

CELL = 2_000
# Each is repeated: what stood in quadratic relation to what else the text holds.
PIECES = {
    "a listed name": "Beihang University, ",
    "listed names by semicolons": "Beihang University; Tsinghua University; ",
    "a name in brackets": "(Beihang University) [CAS] ",
    "somebody who has left": "Beihang University, now at MIT, ",
    "roles": "formerly professor at Beihang University, visiting student, ",
    "years": "Beihang University 2001-2004, ",
    "acronyms": "HIT NUDT BIT, ",
    "acronyms by semicolons": "HIT; NUDT; ",
    "institutions and countries": "University of Oslo, Norway, Beihang University, China, ",
    "Han characters": "北京航空航天大学，",
    "misspelt names": "Biehang Univresity; ",
    "letters": "ab;",
    "general names": "Institute of Physics, ",
    "words of armies": "Ministry of Defence of China, ",
}
NASTY = "HIT; IEI; " * 200
ORDINARY = "Department of Physics, University of Otago, Dunedin, New Zealand"


@pytest.fixture
def linker(engine):
    return without_memory(engine.linker)


@pytest.fixture
def fresh(engine, linker):
    return replace(engine, linker=linker)


def person(*affiliations):
    return Subject("Li Wei", SubjectType.PERSON, affiliations=affiliations)


def work_of(linker, text, monkeypatch):
    monkeypatch.setattr("screening.link.text_linker.Work", lambda tick: Work(tick, most=10**9))
    given = without_memory(linker)
    given.link(person(text))
    (told,) = given.texts.memory._new.values()
    return told.work


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES.keys())
def test_a_text_of_twice_the_length_is_at_most_about_twice_the_work(linker, monkeypatch, piece):
    times = CELL // 2 // len(piece)
    half, whole = (work_of(linker, piece * many, monkeypatch) for many in (times, 2 * times))
    assert half > 0
    assert whole <= 2.3 * half


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES.keys())
def test_python_does_about_twice_as_much_for_a_text_of_twice_the_length(linker, counted, piece):
    times = CELL // 2 // len(piece)
    linker.link(person(piece * 3))  # what is made once is made
    half, whole = (
        counted(lambda many=many: without_memory(linker).link(person(piece * many)))
        for many in (times, 2 * times)
    )
    # Windows of some hundred characters before a name are fuller in the longer text; a square would be 4.
    assert whole <= 2.8 * half


@pytest.fixture
def counted():
    """How many calls of functions a piece of work is, those of generators' steps included."""

    def count(work):
        calls = 0

        def profile(_frame, event, _argument):
            nonlocal calls
            calls += event in ("call", "c_call")

        sys.setprofile(profile)
        try:
            work()
        finally:
            sys.setprofile(None)
        return calls

    return count


def test_an_ordinary_text_is_far_from_too_long(linker):
    linked = linker.link(person(ORDINARY, "; ".join([ORDINARY] * 15)))
    assert linked.too_long == ()


@pytest.mark.parametrize("text", [NASTY, ORDINARY])
def test_fifty_affiliations_stay_under_the_work_of_a_subject(linker, text):
    linker.link(person(*(f"{text}{number}"[-CELL:] for number in range(50))))
    done = sum(told.work for told in linker.texts.memory._new.values())
    assert done <= MOST_OF_A_SUBJECT + MOST_OF_A_TEXT
    again = sum(told.work_of_second_look for told in linker.texts.memory._new.values())
    assert again <= MOST_OF_SECOND_LOOKS + MOST_OF_A_SECOND_LOOK


QUESTION = "Hikvision Digtal Technlogy New Zealand; "
STOPPED = "we stopped the second search early, because the text is long"


def test_a_second_look_makes_no_text_too_long_that_was_read_without(linker):
    linked = linker.link(person(f"Beihang University, Beijing; {QUESTION * 80}"))
    (told,) = linker.texts.memory._new.values()
    assert told.work + told.work_of_second_look > MOST_OF_A_TEXT
    assert linked.too_long == ()
    assert len({hit.body_id or hit.listing.id for hit in linked.reading.hits}) > 1
    assert STOPPED not in linked.reading.notes


def test_where_the_second_look_is_too_long_what_was_found_before_stays_and_that_is_said(linker, monkeypatch):
    text = f"Beihang University, Beijing; {QUESTION}"
    whole = linker.link(person(text)).reading
    monkeypatch.setattr("screening.link.text_linker.MOST_OF_A_SECOND_LOOK", 20)
    cut = without_memory(linker).link(person(text))
    assert cut.too_long == ()
    assert STOPPED in cut.reading.notes
    assert 0 < len(cut.reading.hits) < len(whole.hits)
    assert {hit.listing.id for hit in cut.reading.hits} < {hit.listing.id for hit in whole.hits}


def test_where_the_second_looks_at_a_subject_are_too_long_its_other_texts_are_read_without(
    linker, monkeypatch
):
    texts = [f"Beihang University, Beijing; {QUESTION}{number}" for number in range(3)]
    monkeypatch.setattr("screening.link.linker.MOST_OF_SECOND_LOOKS", 20)
    linked = linker.link(person(*texts))
    assert linked.too_long == ()
    assert STOPPED in linked.reading.notes
    by_source = {}
    for hit in linked.reading.hits:
        by_source.setdefault(hit.mention.source, set()).add(hit.listing.id)
    assert by_source["affiliation 2"] == by_source["affiliation 3"]
    assert by_source["affiliation 2"] < by_source["affiliation 1"]


def test_a_text_that_is_too_long_to_read_is_unscreened_and_says_what_to_do(fresh):
    said = fresh.screen(person(NASTY)).assessment
    assert said.outcome is Outcome.UNSCREENED
    assert "too-long-to-read" in said.reasons[0].text
    assert "affiliation 1" in said.why
    assert "put each organisation in its own cell" in said.why
    assert {each.outcome for each in said.policies} == {"cannot_decide"}


def test_what_else_the_row_holds_keeps_its_hit(fresh):
    result = fresh.screen(person(NASTY, "Beihang University, Beijing"))
    assert result.assessment.outcome is Outcome.REVIEW
    assert {hit.mention.source for hit in result.reading.hits} == {"affiliation 2"}
    assert "One cell of this row was not read." in result.assessment.why
    assert "affiliation 1" in result.assessment.why


def test_beside_a_text_that_was_not_read_nothing_found_is_not_no_match(fresh):
    assert fresh.screen(person(ORDINARY, NASTY)).assessment.outcome is Outcome.UNSCREENED


def test_a_name_a_tie_and_a_cell_that_was_not_read_are_told_each(fresh):
    nasty = Subject(NASTY, SubjectType.ORGANISATION, ties=(Tie("Beihang University"), Tie(NASTY)))
    (result,) = fresh.screen_all([Inquiry(nasty, unread=("cell-too-long", "B4 is too long."))])
    assert result.assessment.outcome is Outcome.REVIEW
    assert "the name and tie 2" in result.assessment.why
    assert "B4 is too long" in result.assessment.why


def test_alone_together_and_again_the_same_texts_are_too_long(fresh):
    subjects = [
        person(NASTY),
        person(*[f"{NASTY[:900]} {n}" for n in range(50)]),
        person(ORDINARY),
        person(NASTY),
    ]
    alone = [replace(fresh, linker=without_memory(fresh.linker)).screen(each) for each in subjects]
    for _ in range(2):
        assert list(fresh.screen_all(map(Inquiry, subjects))) == alone
        assert [fresh.screen(each) for each in subjects] == alone


class TimeIsUp(Exception):
    """What a deadline raises."""


@pytest.mark.parametrize("together", [False, True])
def test_what_a_tick_raises_within_a_text_passes_through_and_nothing_half_made_is_remembered(fresh, together):
    subjects = [person(f"{PIECES['a listed name'] * 90} {number}") for number in range(1 + together)]

    def screened(engine, tick):
        return list(engine.screen_all(map(Inquiry, subjects), tick))

    whole = screened(replace(fresh, linker=without_memory(fresh.linker)), lambda _: None)
    told = []
    screened(replace(fresh, linker=without_memory(fresh.linker)), told.append)
    assert len(told) > 2 * len(subjects)
    for last in range(len(told)):
        left, engine = iter(range(last)), replace(fresh, linker=without_memory(fresh.linker))

        def tick(_rows, left=left):
            if next(left, None) is None:
                raise TimeIsUp

        with pytest.raises(TimeIsUp):
            screened(engine, tick)
        assert screened(engine, lambda _: None) == whole


def test_a_long_text_is_ticked_about_as_often_as_it_is_work(fresh):
    few, many = [], []
    fresh.screen(person("a b"), tick=few.append)
    fresh.screen(person(PIECES["a name in brackets"] * 70), tick=many.append)
    assert len(many) > len(few)


def test_work_beyond_what_a_text_may_be_ends_it():
    work = Work(most=10)
    work.add(10)
    with pytest.raises(TooMuchWork):
        work.add()
