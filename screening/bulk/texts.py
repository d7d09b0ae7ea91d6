"""What goes between processes as text: inquiries as JSON and back to the very same, and files written whole."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from typing import Any, TextIO

from screening.bulk.order import BulkForm
from screening.inert import inert
from screening.model import Inquiry, Subject, SubjectType, Tie, TieKind

Cell = Callable[[str], str]  # how a text stands in a result of the form asked for


def cell_for(form: BulkForm) -> Cell:
    """In CSV no text may start a formula; the other forms hold texts as they are."""
    return inert if form == "csv" else str


def asked_as_text(inquiry: Inquiry) -> str:
    """An inquiry as JSON; equal inquiries give equal texts."""
    subject = inquiry.subject
    return json.dumps(
        [
            subject.name,
            subject.type.value,
            subject.affiliations,
            subject.country,
            subject.institution_country,
            subject.city,
            subject.identifiers,
            subject.birth_year,
            [astuple(tie) for tie in subject.ties],
            inquiry.project,
            inquiry.unread,
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def asked_from_text(text: str) -> Inquiry:
    """The inquiry that `asked_as_text` was given."""
    name, type_, affiliations, country, own, city, identifiers, birth_year, ties, project, unread = (
        json.loads(text)
    )
    subject = Subject(
        name=name,
        type=SubjectType(type_),
        affiliations=tuple(affiliations),
        country=country,
        institution_country=own,
        city=city,
        identifiers=_pairs(identifiers),
        birth_year=birth_year,
        ties=tuple(Tie(text, TieKind(kind), *rest) for text, kind, *rest in ties),
    )
    return Inquiry(subject, _pairs(project), (unread[0], unread[1]) if unread else None)


def _pairs(given: list[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((str(first), str(second)) for first, second in given)


@contextmanager
def whole_file(out: Path) -> Iterator[TextIO]:
    """Write a file that has its name only once it is whole: a killed process leaves nothing that looks done."""
    part = out.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="\n") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    part.replace(out)
