"""A list cut into chunks is the list again when they are put together, whatever stands in it."""

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.intake.model import Column, ParsedList, Row, RowState, Table
from screening.model import Level, Outcome, Subject, SubjectType, Tie, TieKind
from screening.pipeline import (
    ChunkResult,
    ChunksIncomplete,
    chunk_codec,
    join_chunks,
    layout_codec,
    result_codec,
    split_rows,
)
from screening.report import ReportEntry
from screening.report.evidence import EvidenceRow
from screening.report.rows import ReportRow

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
    return ParsedList(
        file_name=draw(TEXT),
        format="csv",
        sha256="0" * 64,
        encoding="utf-8",
        delimiter=",",
        tables=tables,
        outside=(Row("sheet 9", 3, RowState.SKIPPED, code="title"),),
        notices=tuple(draw(st.lists(TEXT, max_size=2))),
        own_cells={"sheet 0": {2: {"note": draw(TEXT)}}},
    )


def entry_of(inquiry):
    return ReportEntry(ReportRow(Outcome.NO_MATCH, why=repr(inquiry)))


def result_of(chunk):
    """What a chunk would be screened to if everybody were found nowhere."""
    entries = tuple(map(entry_of, chunk.inquiries))
    return ChunkResult(entries=entries, entry_numbers=tuple(range(len(entries))))


@given(lists(), st.integers(1, 4), st.sampled_from([1, 12, 1_000]))
def test_chunks_put_together_are_the_list_and_ask_everything_once(intake, size, characters):
    placed = [(place, row) for place, table in enumerate(intake.tables) for row in table.rows]
    cut = list(split_rows(placed, size, characters))
    chunks = [chunk_codec.validate_json(chunk_codec.dump_json(each)) for each in cut]
    assert chunks == cut
    layout = intake.with_rows([()] * len(intake.tables))
    assert layout_codec.validate_json(layout_codec.dump_json(layout)) == layout
    asked = [inquiry for chunk in chunks for inquiry in chunk.inquiries]
    assert asked == [*dict.fromkeys(each for _, row in placed for each in row.inquiries)]
    for chunk in chunks:
        assert [tuple(asked[number] for number in asks) for asks in chunk.asks] == [
            row.inquiries for _, row in chunk.rows
        ]
    # What a row asks stays together.
    assert all(len(chunk.inquiries) <= max(size, 3) for chunk in chunks)
    assert sum(chunk.subjects for chunk in chunks) == intake.counts["subject"]
    joined = join_chunks(layout, [(chunk, result_of(chunk)) for chunk in chunks])
    assert (joined.intake, joined.cases) == (intake, [])
    assert joined.entries == {
        row.place: tuple(map(entry_of, row.inquiries)) for _, row in placed if row.state is RowState.SUBJECT
    }


def test_chunks_that_do_not_add_up_are_no_list():
    rows = [(0, Row("", number, RowState.SUBJECT, (Subject(f"Ann {number}"),))) for number in range(2, 8)]
    table = Table("", 1, 1, 9, (), ())
    layout = ParsedList("list.csv", "csv", "0" * 64, "utf-8", ",", (table,), ())
    pairs = [(chunk, result_of(chunk)) for chunk in split_rows(rows, 2)]
    assert len(join_chunks(layout, pairs).entries) == 6
    for torn in (pairs[1:], [pairs[0], pairs[2]], [*pairs[:2], (pairs[2][0], ChunkResult())]):
        with pytest.raises(ChunksIncomplete):
            join_chunks(layout, torn)


def test_a_chunk_of_long_texts_ends_before_screening_it_would_take_long():
    """Texts count where a chunk is the first to ask about them; a row that is longer by itself is not cut."""
    lengths = [40_000, 40_000, 40_000, 250_000, 10_000, 10_000]
    subjects = [
        Subject("Ann", affiliations=(letter * size,)) for letter, size in zip("abcdef", lengths, strict=True)
    ]
    asked = [subjects[0], subjects[1], subjects[0], subjects[1], *subjects[2:]]
    rows = [Row("", number, RowState.SUBJECT, (each,)) for number, each in enumerate(asked, start=2)]
    chunks = list(split_rows(((0, row) for row in rows), 1_000))
    assert [len(each.rows) for each in chunks] == [4, 1, 1, 2]
    assert [len(each.inquiries) for each in chunks] == [2, 1, 1, 2]


def test_entries_come_back_as_they_were_with_every_field_of_them():
    row = ReportRow(
        *(Outcome.REVIEW, Level.LOW, 7, "Body", "same", 0.5, "List", "Recognised"),
        organisation_not_known=True,
        named=True,
        why="Why",
        follows="Follows",
        source="https://a.org",
    )
    evidence = EvidenceRow(
        **{
            each.name: {"confidence": 0.25, "since": date(2020, 2, 3), "has_hit": True}.get(
                each.name, each.name
            )
            for each in fields(EvidenceRow)
        }
    )
    entries = (
        ReportEntry(row, (evidence, EvidenceRow(has_hit=False)), '"a":1'),
        ReportEntry(ReportRow(Outcome.NO_MATCH)),
        ReportEntry(row),
    )
    result = ChunkResult(entries=entries, entry_numbers=(0, 1, 2, 1))
    assert result_codec.validate_json(result_codec.dump_json(result, exclude_defaults=True)) == result
