"""Watches of single subjects: people add them one by one, and their file is made here.

The file is a workbook with a column for each thing that a subject may have, and the order of the watch says what the
columns mean. A name beside an affiliation is read as a person's, so those with affiliations stand on a sheet of their
own. Before a file is kept it is read as any list is, and what would not be read as the very same subject is refused: it
would be screened as somebody else.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from screening.context import AppContext
from screening.errors import ScreeningError
from screening.intake import read_list
from screening.model import Subject, SubjectType, called
from screening.pipeline import ScreeningRequest
from screening.report.added_sheets import AddedSheet, Style, texts
from screening.report.new_workbook import write_pages
from screening.review.fingerprints import subject_digest
from screening.runs.pins import Pins
from screening.storage.watch_tables import Watch
from screening.version import ENGINE
from screening.watch.queries import team_watches, versions_of
from screening.watch.watches import WatchClosed, WatchSource, WatchTerms, add_version, add_watch, watch_of

# More of them are a list, which is watched as a file; writing and reading these back takes a second.
MOST_SUBJECTS = 500
FILE_NAME = "subjects.xlsx"
_KEY_LENGTH = 12  # characters of a digest that stand for a subject without a reference
_SHEETS = ("Subjects", "With affiliations")
_REFERENCE, _AFFILIATION, _INSTITUTION_COUNTRY = "reference", "affiliation", "institution country"
_NAMES = {
    SubjectType.UNKNOWN: "name",
    SubjectType.PERSON: "person name",
    SubjectType.ORGANISATION: "organisation",
}
_SCHEMES = ("ror", "orcid", "lei", "uscc", "inn", "ogrn", "company", "domain", "email")
_PARTS = "; "  # between several identifiers of a scheme
_REST = ("country", "city", *_SCHEMES, "birth date")
# What the columns mean that both sheets have. A person's name is given as half of one: it is then never parted, and
# always a person's. An organisation is given as a name in its own script, since no name stands beside an organisation.
_MEANINGS = (
    ("name", "name"),
    ("family_name", "person name"),
    ("native_name", "organisation"),
    ("country", "country"),
    ("city", "city"),
    *((scheme, scheme) for scheme in _SCHEMES),
    ("birth", "birth date"),
)
_WIDTH = 24  # characters of a column


class WatchSubjectRefused(ScreeningError):
    """A subject cannot be watched by itself; nothing was changed."""

    code, status = "watch-subject-refused", 422


@dataclass(frozen=True, slots=True)
class WatchedSubject:
    """A subject of a watch, and the key by which it is known there."""

    subject: Subject
    reference: str


def watch_subject(
    context: AppContext,
    subject: Subject,
    order: ScreeningRequest,
    pins: Pins,
    terms: WatchTerms,
    *,
    actor: str,
    team: str,
    reference: str = "",
) -> Watch:
    """Make a watch of single subjects with its first one.

    Args:
        context: the installation.
        subject: whom to watch.
        order: policies, answers about the project and format; how its file is read is set here.
        pins: what the first screening is bound to.
        terms: on what grounds, until when, and who is told.
        actor: the account that asks.
        team: whose watch it is.
        reference: the caller's own key of the subject; by default one is made of it.

    Raises:
        WatchSubjectRefused: it cannot be watched by itself.
        WatchInvalid: as `add_watch`.
    """
    first = (_watched(subject, reference),)
    with _file(context, first) as file:
        return add_watch(
            context,
            file,
            subjects_order(order),
            pins,
            terms,
            actor=actor,
            team=team,
            file_name=FILE_NAME,
            kind=WatchSource.SUBJECTS,
        )


def add_subject(
    context: AppContext,
    watch_id: str,
    team: str,
    subject: Subject,
    pins: Pins,
    *,
    actor: str,
    reference: str = "",
) -> bool:
    """Add a subject to a watch of single subjects; say whether it is new there.

    Raises:
        WatchUnknown: the team has no such watch.
        WatchClosed: it has ended, its subjects come from files, or somebody else changed it at the same time.
        WatchSubjectRefused: it cannot be watched by itself, or there is no room for it.
    """
    version, there = _subjects(context, watch_id, team)
    new = _watched(subject, reference)
    if any(subject_digest(each.subject) == subject_digest(new.subject) for each in there):
        return False
    if len(there) >= MOST_SUBJECTS:
        raise WatchSubjectRefused(
            f"This watch has {MOST_SUBJECTS:,} subjects already; add others to another watch, or watch a list."
        )
    if any(each.reference == new.reference for each in there):
        raise WatchSubjectRefused("Another subject of this watch has this reference; choose another one.")
    return _keep(context, watch_id, team, version, (*there, new), pins, actor)


def take_out_subject(
    context: AppContext, watch_id: str, team: str, reference: str, pins: Pins, *, actor: str
) -> bool:
    """Take a subject out of a watch of single subjects; say whether it was there.

    Raises:
        WatchUnknown, WatchClosed: as `add_subject`.
        WatchSubjectRefused: it is the last one.
    """
    version, there = _subjects(context, watch_id, team)
    others = tuple(each for each in there if each.reference != reference)
    if len(others) == len(there):
        return False
    if not others:
        raise WatchSubjectRefused("This is the last subject of the watch; pause or remove the watch instead.")
    return _keep(context, watch_id, team, version, others, pins, actor)


def subjects_of_watch(context: AppContext, watch: Watch) -> tuple[WatchedSubject, ...]:
    """The subjects of a watch of single subjects, in the order in which they were added.

    Raises:
        FileStoreError: its newest file is no longer kept.
    """
    newest = versions_of(context, watch.id, most=1)
    if not newest:
        return ()
    with context.files.path(newest[0].upload_sha256) as path:
        return read_subjects(path)


def watches_of_subjects(context: AppContext, team: str) -> list[Watch]:
    """The watches of a team to which single subjects can be added."""
    return [
        each
        for each in team_watches(context, team)
        if each.source == WatchSource.SUBJECTS and each.state != "ended"
    ]


def subjects_order(order: ScreeningRequest) -> ScreeningRequest:
    """An order that reads the files that are made here, whatever it said of how a file is read."""
    return replace(
        order,
        map=_MEANINGS,
        ignore=(),
        header_rows=(("", 1),),
        skip_sheets=(),
        encoding="",
        delimiter="",
        country_codes="iso",
        strict_formulas=False,
        remember=False,
    )


def write_subjects(subjects: Sequence[WatchedSubject], out: Path, at: datetime) -> None:
    """Write the file of these subjects.

    Raises:
        OutputUnwritable: `out` cannot be written.
    """
    bare = [each for each in subjects if not each.subject.affiliations]
    affiliated = [each for each in subjects if each.subject.affiliations]
    pages = [_page(title, each) for title, each in zip(_SHEETS, (bare, affiliated), strict=True) if each]
    write_pages(pages, out, _SHEETS[0], ENGINE, at)


def read_subjects(path: Path) -> tuple[WatchedSubject, ...]:
    """The subjects of a file that `write_subjects` wrote, those without affiliations first."""
    # Its bytes, since a stored file has no ending by which it would be known.
    book = load_workbook(BytesIO(path.read_bytes()), read_only=True)
    try:
        found: list[WatchedSubject] = []
        for sheet in book.worksheets:
            header, *rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
            found += [_parsed(list(zip(header, row, strict=True))) for row in rows]
        return tuple(found)
    finally:
        book.close()


def _page(title: str, subjects: Sequence[WatchedSubject]) -> AddedSheet:
    affiliations = max(len(each.subject.affiliations) for each in subjects)
    # A country is of the organisation to its left.
    beside = (
        [_AFFILIATION, _INSTITUTION_COUNTRY, *[_AFFILIATION] * (affiliations - 1)] if affiliations else []
    )
    header = [_REFERENCE, *_NAMES.values(), *beside, *_REST]
    rows = [texts(header, Style.HEADER)]
    for each in subjects:
        said = each.subject
        names = [said.name if said.type is kind else "" for kind in _NAMES]
        ids = [_PARTS.join(value for key, value in said.identifiers if key == scheme) for scheme in _SCHEMES]
        blank = [""] * (affiliations - len(said.affiliations))
        own = [*said.affiliations[:1], said.institution_country, *said.affiliations[1:], *blank]
        cells = [
            each.reference,
            *names,
            *(own if affiliations else ()),
            said.country,
            said.city,
            *ids,
            said.birth_date,
        ]
        rows.append(texts(cells))
    return AddedSheet(title, (_WIDTH,) * len(header), tuple(rows), 1)


def _parsed(cells: list[tuple[str, str]]) -> WatchedSubject:
    said = dict(cells)
    kinds = {header: kind for kind, header in _NAMES.items()}
    # An organisation without a name is given by its identifiers or affiliations.
    kind, name = next(
        ((kinds[header], said[header]) for header in kinds if said[header]), (SubjectType.ORGANISATION, "")
    )
    subject = Subject(
        name=name,
        type=kind,
        affiliations=tuple(cell for header, cell in cells if header == _AFFILIATION and cell),
        country=said["country"],
        institution_country=said.get(_INSTITUTION_COUNTRY, ""),
        city=said["city"],
        identifiers=tuple(
            (scheme, value) for scheme in _SCHEMES if said[scheme] for value in said[scheme].split(_PARTS)
        ),
        birth_date=said["birth date"],
    )
    return WatchedSubject(subject, said[_REFERENCE])


def _watched(subject: Subject, reference: str) -> WatchedSubject:
    """A subject as its file can say it.

    Raises:
        WatchSubjectRefused: it says something for which the file has no column, or would be read as another one.
    """
    if subject.ties:
        raise _refused(subject, "it has details that only a list can give, such as a previous employer")
    said = replace(
        subject,
        name=subject.name.strip(),
        # Whatever an identifier alone names is read as an organisation, as in every list.
        type=subject.type if subject.name.strip() else SubjectType.ORGANISATION,
        identifiers=tuple(sorted(subject.identifiers, key=_scheme_place)),
    )
    return WatchedSubject(said, reference.strip() or subject_digest(said)[:_KEY_LENGTH])


def _scheme_place(identifier: tuple[str, str]) -> int:
    return _SCHEMES.index(identifier[0]) if identifier[0] in _SCHEMES else len(_SCHEMES)


def _subjects(context: AppContext, watch_id: str, team: str) -> tuple[int, tuple[WatchedSubject, ...]]:
    """The number of the newest version of a watch, and its subjects."""
    watch = watch_of(context, watch_id, team)
    if watch.source != WatchSource.SUBJECTS:
        raise WatchClosed("This watch takes its subjects from a file; give it a newer file instead.")
    return watch.version, subjects_of_watch(context, watch)


def _keep(
    context: AppContext,
    watch_id: str,
    team: str,
    version: int,
    subjects: Sequence[WatchedSubject],
    pins: Pins,
    actor: str,
) -> bool:
    with _file(context, subjects) as file:
        return add_version(
            context, watch_id, team, file, pins, actor=actor, file_name=FILE_NAME, after=version
        )


@contextmanager
def _file(context: AppContext, subjects: Sequence[WatchedSubject]) -> Iterator[Path]:
    """The file of these subjects, for as long as the context lasts.

    Raises:
        WatchSubjectRefused: one of them would be read as somebody else.
    """
    with tempfile.TemporaryDirectory(dir=context.scratch(), prefix="watched-") as folder:
        path = Path(folder) / FILE_NAME
        write_subjects(subjects, path, context.now())
        _check_read_back(path, subjects)
        yield path


def _check_read_back(path: Path, subjects: Sequence[WatchedSubject]) -> None:
    options = subjects_order(ScreeningRequest()).options(FILE_NAME)
    rows = [row for table in read_list(path, options=options).tables for row in table.rows]
    read = {row.reference: row for row in rows if row.reference}
    for each in subjects:
        row = read.get(each.reference)
        if row is None or row.subjects != (each.subject,):
            unread = row is not None and row.reason
            raise _refused(each.subject, unread or "in a list its text stands for something else")
    # Every subject stands in it once, for our own reading too.
    there = sorted(read_subjects(path), key=_by_reference)
    if there != sorted(subjects, key=_by_reference) or len(subjects) != sum(
        bool(row.subjects) for row in rows
    ):
        raise _refused(subjects[-1].subject, "its text cannot be kept as it is")


def _by_reference(watched: WatchedSubject) -> str:
    return watched.reference


def _refused(subject: Subject, why: str) -> WatchSubjectRefused:
    clause = f"{why[:1].lower()}{why[1:]}".rstrip(".")
    return WatchSubjectRefused(
        f"“{called(subject)[:80]}” cannot be watched by itself: {clause}. Put it into a list and watch the list."
    )
