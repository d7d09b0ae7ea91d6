"""The main job, once: read a list in chunks, screen each of them, and put what came of them together for its report.

Pure: no database, no process, no clock. Drivers say where chunks are kept between the steps: the command line in a
list, a run in the database, so that any worker may take the next step.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from pydantic import TypeAdapter

from screening.engine import Engine, SubjectLinker
from screening.gc_pause import pause_gc
from screening.intake import IntakeOptions, open_list
from screening.intake.limits import LIMITS, Limits
from screening.intake.mapping import MappingChoice, mapping_choice
from screening.intake.model import ParsedList, Row, RowState
from screening.intake.reading_choice import ReadingChoice
from screening.model import Assessment, Inquiry, Reading, Result, RunFacts
from screening.policy.facts import ProjectFacts, fact_of, parse_pairs
from screening.policy.open_questions import OpenFact, OpenQuestions, open_facts, questions_of_rows
from screening.privacy_notice import PrivacyNotice
from screening.progress import Progress, no_progress
from screening.report import (
    Format,
    PartsInput,
    ReportEntries,
    ReportEntry,
    ReportFormatter,
    ReportInput,
    render_report,
    write_parts,
)
from screening.review.case_finder import Cases, NewCase, PartyNames, RowCounts, find_cases
from screening.review.party_questions import PartyQuestion
from screening.review.subject_decisions import DecisionsInEffect

# Of the texts that a chunk asks about. Ordinary texts take 10 to 25 millionths of a processor second a character, so
# a chunk takes 1 to 3 seconds; the longest row, which is not cut, has as much again.
CHARACTERS = 100_000


@dataclass(frozen=True, slots=True)
class ScreeningRequest:
    """How a file is to be read, screened and reported. `chunk_size` is fixed here: all workers cut alike.

    `confirmed` holds the confirmed mappings that its reading rests on, by signature; None until the file was read.
    From then on they are part of the request, so that the run reads the same when the team forgets or changes them.
    """

    policies: tuple[str, ...] = ()
    project: tuple[str, ...] = ()  # "fact=value", as given
    map: tuple[tuple[str, str], ...] = ()  # (meaning, header or column letter)
    ignore: tuple[str, ...] = ()
    header_rows: tuple[tuple[str, int], ...] = ()
    skip_sheets: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    as_above: str = (
        ""  # whether a cell that says "as above" is read as the cell above: "yes", "no" or not said
    )
    country_codes: str = ""
    strict_formulas: bool = False
    as_of: str = ""  # ISO date, or "" for the day of acceptance
    format: Format = "xlsx"
    chunk_size: int = 1_000  # distinct inquiries that are screened at once
    notice: PrivacyNotice = (
        PrivacyNotice.UNSAID
    )  # how the people on the list learn of it; stands in log and receipt
    confirmed: tuple[tuple[str, MappingChoice], ...] | None = None
    remember: bool = False  # whether the team keeps what was chosen for lists with the same headers
    chosen_by: str = ""  # who chose how it is read, where that was not whoever accepted the list
    first: str = ""  # SHA-256 of the request as it was accepted, where it was added to since
    # Rows of a part of the report, of a list that is too long to be read at once; 0 for all others. Found out by who
    # reads the list first, and fixed from then on.
    part_rows: int = 0

    def options(self, file_name: str, confirmed: Mapping[str, MappingChoice] | None = None) -> IntakeOptions:
        """How the file is to be read.

        Args:
            file_name: the user's name of the file.
            confirmed: mappings that the team has confirmed, for a file that was not read yet.
        """
        return IntakeOptions(
            map=self.map,
            encoding=self.encoding or None,
            strict_formulas=self.strict_formulas,
            country_codes=self.country_codes or None,
            file_name=file_name,
            ignore=self.ignore,
            header_rows=self.header_rows,
            skip_sheets=self.skip_sheets,
            delimiter=self.delimiter,
            as_above=self.as_above,
            confirmed=dict(self.confirmed) if self.confirmed is not None else dict(confirmed or {}),
        )

    @property
    def choice(self) -> ReadingChoice:
        """What was chosen of how the file is read."""
        return ReadingChoice(
            self.map,
            self.ignore,
            self.header_rows,
            self.skip_sheets,
            self.encoding,
            self.delimiter,
            self.as_above,
        )

    def with_choice(self, choice: ReadingChoice) -> ScreeningRequest:
        """The request with another choice of how the file is read."""
        return replace(
            self,
            map=choice.map,
            ignore=choice.ignore,
            header_rows=choice.header_rows,
            skip_sheets=choice.skip_sheets,
            encoding=choice.encoding,
            delimiter=choice.delimiter,
            as_above=choice.as_above,
        )

    def answered(self, choice: ReadingChoice, *, by: str, remember: bool = True) -> ScreeningRequest:
        """The request of a run whose file was asked about, with the answer."""
        return replace(
            self.with_choice(choice),
            remember=remember,
            chosen_by=by,
            first=self.first_sha256(),
            confirmed=None,
        )

    def read_with(self, confirmed: Mapping[str, MappingChoice]) -> ScreeningRequest:
        """The request of a run whose file was read, with the help of these confirmed mappings; nothing is left to
        be remembered of it.
        """
        pinned = tuple(sorted(confirmed.items(), key=lambda each: each[0]))
        return replace(self, confirmed=pinned, remember=False, first=self.first_sha256())

    def in_parts(self, rows: int) -> ScreeningRequest:
        """The request of a run whose list is too long to be read at once: its report comes in parts of so many rows."""
        return replace(self, part_rows=rows, first=self.first_sha256())

    def first_sha256(self) -> str:
        """SHA-256 of the request as it was accepted: two that are the same were asked for alike."""
        return self.first or hashlib.sha256(self.to_json().encode()).hexdigest()

    def day(self, screened_at: datetime) -> date:
        """The day whose listings count."""
        return date.fromisoformat(self.as_of) if self.as_of else screened_at.date()

    def with_answers(self, project: Sequence[str]) -> ScreeningRequest:
        """The request with answers about the project ("fact=value"), each in the place of what was given before.

        Raises:
            FactInvalid: an answer cannot be understood.
        """
        parse_pairs(project)
        answers = {fact_of(pair): pair for pair in (*self.project, *project)}
        return replace(self, project=tuple(answers.values()))

    def facts(self) -> ProjectFacts:
        """The facts of the project."""
        return parse_pairs(self.project)

    def parameters(self) -> tuple[tuple[str, str], ...]:
        """What was asked for beside the file, for the provenance sheet."""
        stated = self.choice.stated()
        stated += [("read as confirmed before", "yes")] * bool(self.confirmed)
        stated += [("country codes", self.country_codes)] * bool(self.country_codes)
        stated += [("strict formulas", "yes")] * self.strict_formulas
        stated += [("project", fact) for fact in self.project]
        return (*stated, ("policies", ", ".join(self.policies) or "default"))

    def to_json(self) -> str:
        """The request as kept with the run."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)

    @staticmethod
    def from_json(content: str) -> ScreeningRequest:
        """The request that was kept."""
        given = asdict(ScreeningRequest()) | json.loads(content)
        for name in ("policies", "project", "ignore", "skip_sheets"):
            given[name] = tuple(given[name])
        for name in ("map", "header_rows"):
            given[name] = tuple((first, second) for first, second in given[name])
        given["notice"] = PrivacyNotice(given["notice"])
        if given["confirmed"] is not None:
            given["confirmed"] = tuple(
                (headers, mapping_choice(choice)) for headers, choice in given["confirmed"]
            )
        return ScreeningRequest(**given)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows that follow each other in a list, and the distinct inquiries that they are the first to ask.

    The chunks put together are the list. One has fewer rows where these are long: a chunk is what a worker screens at
    once, and that is to end within seconds, so that another may take the next.
    """

    number: int  # of the chunk, from 0
    first: int  # how many distinct inquiries the chunks before ask
    inquiries: tuple[Inquiry, ...]
    rows: tuple[tuple[int, Row], ...]  # each with the place of its table in the list, from 0
    asks: tuple[tuple[int, ...], ...]  # by row: the numbers of its inquiries among those of the whole list

    @property
    def subjects(self) -> int:
        """How many rows hold a subject."""
        return sum(row.state is RowState.SUBJECT for _, row in self.rows)


@dataclass(frozen=True, slots=True)
class ChunkResult:
    """What came of the inquiries of a chunk, in their order: results, what a report says of them, and the cases.

    Subjects are those of the chunk. An assessment or an entry that many inquiries share is held once.
    """

    readings: tuple[Reading, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    assessment_numbers: tuple[int, ...] = ()  # by inquiry
    entries: tuple[ReportEntry, ...] = ()
    entry_numbers: tuple[int, ...] = ()  # by inquiry
    # by the place of the inquiry, where there are any
    cases: tuple[tuple[int, tuple[NewCase, ...]], ...] = ()
    questions: tuple[tuple[int, tuple[PartyQuestion, ...]], ...] = ()  # what reports say of the cases

    def results(self, inquiries: Sequence[Inquiry]) -> list[Result]:
        """The results of these inquiries, which are those of the chunk.

        Raises:
            ValueError: there are more or fewer results than inquiries.
        """
        return [
            Result(inquiry.subject, reading, self.assessments[number])
            for inquiry, reading, number in zip(
                inquiries, self.readings, self.assessment_numbers, strict=True
            )
        ]


@dataclass(frozen=True, slots=True)
class ScreenedList:
    """A list put together from its chunks: its rows, what a report says of each, and its cases for review."""

    intake: ParsedList
    entries: ReportEntries
    cases: Sequence[RowCounts]


class InquiryNumbers(Protocol):
    """The number of each distinct inquiry of a list, in the order in which they first appear; a dictionary is one."""

    def __contains__(self, inquiry: object, /) -> bool:
        """Whether it appeared."""

    def __getitem__(self, inquiry: Inquiry, /) -> int:
        """Its number, from 0."""

    def __setitem__(self, inquiry: Inquiry, number: int, /) -> None:
        """Note its number."""

    def __len__(self) -> int:
        """How many appeared."""


class ChunksIncomplete(Exception):
    """The chunks do not add up to the list, or one of them has no result: nothing is reported by halves."""


layout_codec = TypeAdapter(ParsedList)
inquiry_codec = TypeAdapter(Inquiry)
chunk_codec = TypeAdapter(Chunk)
result_codec = TypeAdapter(ChunkResult)


def read_chunks(
    source: Path,
    request: ScreeningRequest,
    *,
    file_name: str = "",
    confirmed: Mapping[str, MappingChoice] | None = None,
    progress: Progress = no_progress,
    know_rows: Progress = no_progress,
    limits: Limits = LIMITS,
) -> tuple[ParsedList, Iterator[Chunk]]:
    """Open a list: its layout, whose tables are without rows, and its chunks, which are read as they are asked for.

    Args:
        source: the list.
        request: how it is to be read.
        file_name: the user's name of it where it is stored under another one.
        confirmed: mappings that the team has confirmed, for a list that was not read yet.
        progress: told of the rows gone through, each of them several times.
        know_rows: given the number of rows of the file as soon as it is known.
        limits: of the list.

    Raises:
        UploadRefused, MappingNeeded: the list is refused, or asked about; reading its chunks refuses nothing more.
    """
    options = replace(request.options(file_name or source.name, confirmed), limits=limits)
    opened = open_list(source, options=options, tick=progress, know_rows=know_rows)
    return opened.layout, _counted(split_rows(opened.rows(), request.chunk_size), progress)


def split_rows(
    rows: Iterable[tuple[int, Row]],
    size: int,
    characters: int = CHARACTERS,
    *,
    numbers: InquiryNumbers | None = None,
    most_rows: int = 0,
) -> Iterator[Chunk]:
    """Cut rows, each with the place of its table, into chunks of about `size` distinct inquiries.

    What a row asks stays together: a chunk ends before the row that would make it longer, or its texts longer than
    `characters` together.

    Args:
        rows: of the list.
        size: distinct inquiries of a chunk.
        characters: of their texts.
        numbers: where the numbers of inquiries are kept, nothing yet among them; a dictionary by default.
        most_rows: of a chunk, for lists so long that even rows that ask nothing new do not fit into memory; 0 for any.
    """
    numbers = {} if numbers is None else numbers
    chunk_number = first = length = 0
    new_inquiries: list[Inquiry] = []
    placed: list[tuple[int, Row]] = []
    asks: list[tuple[int, ...]] = []
    for table, row in rows:
        inquiries = row.inquiries
        new = [inquiry for inquiry in dict.fromkeys(inquiries) if inquiry not in numbers]
        more = sum(map(text_length, new))
        longer = exceeds_chunk(len(new_inquiries) + len(new), length + more, size, characters)
        if (new and new_inquiries and longer) or len(placed) == most_rows > 0:
            yield Chunk(chunk_number, first, tuple(new_inquiries), tuple(placed), tuple(asks))
            chunk_number, first, length = chunk_number + 1, len(numbers), 0
            new_inquiries, placed, asks = [], [], []
        length += more
        for inquiry in new:
            numbers[inquiry] = len(numbers)
        new_inquiries += new
        placed.append((table, row))
        asks.append(tuple(numbers[inquiry] for inquiry in inquiries))
    if placed:
        yield Chunk(chunk_number, first, tuple(new_inquiries), tuple(placed), tuple(asks))


def text_length(inquiry: Inquiry) -> int:
    """Characters of the texts that an inquiry asks about."""
    subject = inquiry.subject
    return len(subject.name) + sum(map(len, subject.organisations))


def exceeds_chunk(inquiries: int, length: int, size: int, characters: int = CHARACTERS) -> bool:
    """Whether so many distinct inquiries, whose texts have `length` characters together, are more than one chunk."""
    return inquiries > size or length > characters


def screen_chunk(
    engine: Engine,
    chunk: Chunk,
    formatter: ReportFormatter,
    parties: PartyNames | None = None,
    links: SubjectLinker | None = None,
) -> ChunkResult:
    """Screen what a chunk is the first to ask.

    Args:
        engine: what it is screened with.
        chunk: of the list.
        formatter: of the report that is going to be written.
        parties: of the engine's lists, where cases for review are looked for.
        links: gives the readings in place of the engine's linker.
    """
    with pause_gc():
        results = list(engine.screen_all(chunk.inquiries, links=links))
        return build_chunk_result(results, formatter, parties)


def screen_list(
    engine: Engine, chunks: Iterable[Chunk], formatter: ReportFormatter, progress: Progress = no_progress
) -> Iterator[tuple[Chunk, ChunkResult]]:
    """Screen a list chunk by chunk; what comes of it goes into `join_chunks`.

    Args:
        engine: what it is screened with.
        chunks: of the list, in their order.
        formatter: of the report that is going to be written.
        progress: told of the rows with a subject that were screened.
    """
    parties = PartyNames.of(engine) if formatter.for_workbook else None
    for chunk in chunks:
        result = screen_chunk(engine, chunk, formatter, parties)
        progress(chunk.subjects)
        yield chunk, result


def build_chunk_result(
    results: Sequence[Result],
    formatter: ReportFormatter,
    parties: PartyNames | None = None,
    questions: Mapping[int, tuple[PartyQuestion, ...]] | None = None,
) -> ChunkResult:
    """What came of a chunk, from the results of its inquiries in their order.

    Args:
        results: of the inquiries.
        formatter: of the report that is going to be written.
        parties: of the lists that were searched, where cases for review are looked for.
        questions: what is asked of the results, by place, where the cases were found before.
    """
    found = [tuple(find_cases(each, parties)) for each in results] if parties is not None else []
    asked = dict(questions or {})
    asked |= {place: tuple(case.question for case in cases) for place, cases in enumerate(found) if cases}
    assessments = {id(each.assessment): each.assessment for each in results}
    places = {key: place for place, key in enumerate(assessments)}
    entries: dict[ReportEntry, int] = {}
    entry_numbers = [
        entries.setdefault(formatter.entry(each, asked.get(place, ())), len(entries))
        for place, each in enumerate(results)
    ]
    return ChunkResult(
        readings=tuple(each.reading for each in results),
        assessments=tuple(assessments.values()),
        assessment_numbers=tuple(places[id(each.assessment)] for each in results),
        entries=tuple(entries),
        entry_numbers=tuple(entry_numbers),
        cases=tuple((place, cases) for place, cases in enumerate(found) if cases),
        questions=tuple(asked.items()),
    )


def count_cases(chunk: Chunk, result: ChunkResult) -> list[RowCounts]:
    """The cases of a chunk with its rows they stand for, as far as this chunk is the first to ask about them."""
    found = {chunk.first + place: cases for place, cases in result.cases}
    counts = Cases()
    for (_, row), asks in zip(chunk.rows, chunk.asks, strict=True):
        for number in asks:
            counts.count(row.sheet, row.number, found.get(number, ()), chunk.number)
    return counts.counted()


def join_chunks(
    layout: ParsedList, chunks: Iterable[tuple[Chunk, ChunkResult]], progress: Progress = no_progress
) -> ScreenedList:
    """Put a list together from its chunks, in their order.

    Raises:
        ChunksIncomplete: a chunk is missing, or has no result.
    """
    tables: list[list[Row]] = [[] for _ in layout.tables]
    by_inquiry: list[ReportEntry] = []
    # What is said of many inquiries, over all chunks, is held once.
    shared: dict[ReportEntry, ReportEntry] = {}
    by_row: dict[tuple[str, int], tuple[ReportEntry, ...]] = {}
    found: dict[int, tuple[NewCase, ...]] = {}
    counts = Cases()
    for chunk, result in chunks:
        if chunk.first != len(by_inquiry) or len(result.entry_numbers) != len(chunk.inquiries):
            raise ChunksIncomplete
        entries = [shared.setdefault(each, each) for each in result.entries]
        by_inquiry.extend(entries[number] for number in result.entry_numbers)
        found.update({chunk.first + place: cases for place, cases in result.cases})
        for (table, row), asks in zip(chunk.rows, chunk.asks, strict=True):
            tables[table].append(row)
            if asks:
                by_row[row.place] = tuple(by_inquiry[number] for number in asks)
            for number in asks:
                if number in found:
                    counts.count(row.sheet, row.number, found[number], chunk.number)
        progress(len(chunk.rows))
    return ScreenedList(layout.with_rows([tuple(rows) for rows in tables]), by_row, counts.counted())


def questions_of_list(chunks: Iterable[tuple[Chunk, ChunkResult]]) -> OpenQuestions:
    """What has to be answered about the project before every row of a list can be decided."""
    facts: list[tuple[OpenFact, ...]] = []  # by the number of the inquiry
    rows = []
    for chunk, result in chunks:
        of_assessments = [open_facts(each.policies) for each in result.assessments]
        facts.extend(of_assessments[number] for number in result.assessment_numbers)
        rows += [[fact for number in asks for fact in facts[number]] for asks in chunk.asks]
    return questions_of_rows(rows)


def join_rows(layout: ParsedList, chunks: Iterable[Chunk]) -> ParsedList:
    """Put a list together from its chunks, without what came of them."""
    tables: list[list[Row]] = [[] for _ in layout.tables]
    for chunk in chunks:
        for table, row in chunk.rows:
            tables[table].append(row)
    return layout.with_rows([tuple(rows) for rows in tables])


def write_report(
    source: Path,
    screened: ScreenedList,
    facts: RunFacts,
    decisions_in_effect: DecisionsInEffect,
    out: Path,
    format: Format,
    progress: Progress = no_progress,
) -> ReportInput:
    """Write the report of a list that `join_chunks` put together; gives what it was written from.

    Args:
        source: the list as it was given.
        screened: its rows with what came of them.
        facts: what the run rests on.
        decisions_in_effect: those that are shown beside rows; some depend on the cases of the list.
        out: the file to write.
        format: of the report.
        progress: told of the rows written.

    Raises:
        OutputUnwritable: as `report.render_report` does.
    """
    given = ReportInput(source, screened.intake, screened.entries, facts, decisions_in_effect)
    render_report(given, out, format, progress)
    return given


def write_report_parts(
    given: PartsInput, out: Path, format: Format, progress: Progress = no_progress
) -> None:
    """Write the report of a list that is too long to be put together, in parts.

    Args:
        given: its rows with what came of them, in pieces, and what the run rests on.
        out: the file to write.
        format: of each part.
        progress: told of the rows written.

    Raises:
        OutputUnwritable: as `report.write_parts` does.
    """
    write_parts(given, out, format, progress)


def _counted(chunks: Iterable[Chunk], progress: Progress) -> Iterator[Chunk]:
    for chunk in chunks:
        yield chunk
        progress(len(chunk.rows))
