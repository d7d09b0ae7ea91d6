"""A list cut into portions is the list again when they are put together, whatever stands in it."""

from dataclasses import fields
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from screening.intake.model import Column, Intake, Row, RowState, Table
from screening.jobs.portions import (
    cut,
    pack_frame,
    pack_portion,
    pack_step,
    read_asked,
    read_frame,
    read_rows,
    read_step,
)
from screening.model import Level, Outcome, Subject, SubjectType, Tie, TieKind
from screening.report import Told
from screening.report.evidence import Entry
from screening.report.lines import Line

TEXT = st.text(max_size=8)
SUBJECT = st.builds(
    Subject,
    name=st.sampled_from(["Ann", "Bo", "王伟", "Cy\n"]),
    type=st.sampled_from(SubjectType),
    affiliations=st.lists(TEXT, max_size=2).map(tuple),
    country=st.sampled_from(["", "CN"]),
    ties=st.sampled_from([(), (Tie("MIT", TieKind.PREVIOUS, "2016", "2019", "Professor", "US"),)]),
)


@st.composite
def rows_of(draw, table):
    rows = []
    for number in range(1, draw(st.integers(0, 12)) + 1):
        state = draw(st.sampled_from(RowState))
        rows.append(
            Row(
                sheet=f"sheet {table}",
                number=number,
                state=state,
                subjects=draw(st.lists(SUBJECT, min_size=1, max_size=3, unique=True).map(tuple))
                if state is RowState.SUBJECT
                else (),
                code=draw(TEXT),
                reason=draw(TEXT) if state is not RowState.SKIPPED else "",
                notes=draw(st.lists(TEXT, max_size=2).map(tuple)),
                project=draw(st.sampled_from([(), (("dow_money", "yes"),)]))
                if state is RowState.SUBJECT
                else (),
            )
        )
    return tuple(rows)


@st.composite
def lists(draw):
    tables = tuple(
        Table(f"sheet {n}", 1, 1, 9, (Column(1, "A", draw(TEXT), "name", "why"),), draw(rows_of(n)))
        for n in range(draw(st.integers(1, 3)))
    )
    return Intake(
        file_name=draw(TEXT),
        format="csv",
        sha256="0" * 64,
        encoding="utf-8",
        delimiter=",",
        tables=tables,
        outside=(Row("sheet 9", 3, RowState.SKIPPED, code="title"),),
        notices=tuple(draw(st.lists(TEXT, max_size=2))),
        own_cells={("sheet 0", 2): {"note": draw(TEXT)}},
    )


@given(lists(), st.integers(1, 4), st.sampled_from([1, 12, 1_000]))
def test_portions_put_together_are_the_list_and_ask_everything_once(intake, size, characters):
    placed = [(place, row) for place, table in enumerate(intake.tables) for row in table.rows]
    packed = [pack_portion(portion, places) for portion, places in cut(placed, size, characters)]
    frame = read_frame(pack_frame(intake.with_rows([()] * len(intake.tables))))
    asked, again = [], [[] for _ in frame.tables]
    for each in packed:
        for table, row, places in read_rows(each, asked):
            again[table].append(row)
            assert tuple(asked[place] for place in places) == row.inquiries
    assert frame.with_rows([tuple(rows) for rows in again]) == intake
    assert asked == [*dict.fromkeys(each for _, row in placed for each in row.inquiries)]
    read = [read_asked(each) for each in packed]
    assert [inquiry for each in read for inquiry in each.inquiries] == asked
    assert all(len(each.inquiries) <= max(size, 3) for each in read)  # what a row asks stays together
    assert sum(each.subjects for each in read) == intake.counts["subject"]
    for (portion, _), each in zip(cut(placed, size, characters), read, strict=True):
        assert [(sheet, number, each.inquiries[place]) for sheet, number, place in each.rows] == [
            (row.sheet, row.number, asking)
            for _, row in portion.rows
            for asking in row.inquiries
            if asking in each.inquiries
        ]


def test_a_portion_of_long_texts_ends_before_a_step_would_take_long():
    """Texts count where a portion is the first to ask about them; a row that is longer by itself is not cut."""
    lengths = [40_000, 40_000, 40_000, 250_000, 10_000, 10_000]
    subjects = [
        Subject("Ann", affiliations=(letter * size,)) for letter, size in zip("abcdef", lengths, strict=True)
    ]
    asked = [subjects[0], subjects[1], subjects[0], subjects[1], *subjects[2:]]
    rows = [Row("", number, RowState.SUBJECT, (each,)) for number, each in enumerate(asked, start=2)]
    portions = [portion for portion, _ in cut(((0, row) for row in rows), 1_000)]
    assert [len(each.rows) for each in portions] == [4, 1, 1, 2]
    assert [len(each.asked) for each in portions] == [2, 1, 1, 2]


def test_what_is_told_comes_back_as_it_was_with_every_field_of_it():
    line = Line(Outcome.REVIEW, Level.LOW, 7, "Body", "same", 0.5, "List", "Why", "Follows", "https://a.org")
    entry = Entry(
        **{
            each.name: {"confidence": 0.25, "since": date(2020, 2, 3), "has_hit": True}.get(
                each.name, each.name
            )
            for each in fields(Entry)
        }
    )
    told = [Told(line, (entry, Entry(has_hit=False)), '"a":1'), Told(Line(Outcome.NO_MATCH)), Told(line)]
    assert read_step(pack_step([*told, told[1]], [])).told == (*told, told[1])
