"""A small world: three listings on two lists, a run, and lists made of rows."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from screening.intake.model import Column, ParsedList, Row, RowState, Table
from screening.model import (
    Alternative,
    Assessment,
    Evidence,
    Hit,
    Level,
    Mention,
    Outcome,
    PolicyOutcome,
    Reading,
    Reason,
    Relation,
    Result,
    RunFacts,
    Subject,
)
from watchlists.model import Guards, ListedName, Listing, Measure, NameKind, PartyType, Snapshot, Watchlist

MEANINGS = {"Name": "name", "Institution": "affiliation", "Country": "country"}


def watchlist(id, title, oldest=400):
    return Watchlist(
        id=id,
        title=title,
        publisher="Bureau of Examples",
        jurisdiction="US",
        legal_basis="15 CFR 744",
        licence="public domain",
        official_url=f"https://example.org/{id}",
        cadence="irregular",
        oldest_age_days=oldest,
        standing="government",
        means="a licence is needed",
        does_not_mean="guilt",
        shipped=True,
        guards=Guards(fewest=1),
    )


def listing(name="Beihang University", list_id="us-entity-list", **changes):
    facts = {
        "id": f"{list_id}:1",
        "watchlist_id": list_id,
        "names": (ListedName(name, NameKind.PRIMARY),),
        "type": PartyType.ORGANISATION,
        "country": "CN",
        "edition": "2026-10",
        "listed_from": date(2001, 5, 14),
        "citation": "66 FR 24264",
        "measures": (Measure.EXPORT_CONTROL,),
        "source_url": "https://example.org/entry?a=1&b=2",
    }
    return Listing(**{**facts, **changes})


def hit(text="BUAA", **changes):
    facts = {
        "listing": listing(),
        "mention": Mention(text, "affiliation 1"),
        "relation": Relation.SAME,
        "confidence": 0.97,
        "matched_text": text,
        "matched_name": "BUAA",
        "matched_kind": NameKind.ACRONYM,
        "evidence": (
            Evidence("name", text, "BUAA", 40),
            Evidence("country", "CN", "CN", 10),
            Evidence("word", "Technology", "Medical", -30, "different fields"),
        ),
    }
    return Hit(**{**facts, **changes})


def result(
    subject=None,
    hits=(),
    outcome=None,
    level=Level.HIGH,
    score=90,
    why="",
    alternatives=(),
    policies=(),
    lead=None,
):
    found = outcome or (Outcome.REVIEW if hits else Outcome.NO_MATCH)
    return Result(
        subject or Subject(name="Somebody"),
        Reading(hits=tuple(hits), alternatives=tuple(alternatives)),
        Assessment(
            outcome=found,
            risk_score=score if hits else 0,
            risk_level=level if hits else Level.NONE,
            reasons=(Reason(score, "the name is a listed one"),) if hits else (),
            policies=tuple(policies),
            why=why or ("Read as Beihang University." if hits else "No listed body was read."),
            lead=lead,
        ),
    )


@dataclass
class World:
    """Makes lists, intakes and results that fit each other."""

    folder: Path
    facts: RunFacts
    listing = staticmethod(listing)
    hit = staticmethod(hit)

    @staticmethod
    def result(*given, **changes):
        """What is said of a row with one subject."""
        return (result(*given, **changes),)

    Alternative = Alternative
    PolicyOutcome = PolicyOutcome

    def table(self, sheet, header, rows, header_row=1, states=None):
        """A table of a sheet; rows are tuples under `header`; `states` changes what became of a row."""
        columns = tuple(
            Column(index, get_column_letter(index), title, MEANINGS.get(title, "ignored"), "by its header")
            for index, title in enumerate(header, start=1)
        )
        made = [] if not header_row else [Row(sheet, header_row, RowState.SKIPPED, code="header")]
        for number, cells in enumerate(rows, start=header_row + 1):
            subject = Subject(name=str(cells[0] or ""), affiliations=tuple(str(c) for c in cells[1:2] if c))
            made.append((states or {}).get(number) or Row(sheet, number, RowState.SUBJECT, (subject,)))
        return Table(sheet, header_row, header_row, header_row + len(rows), columns, tuple(made))

    def intake(self, path, tables, outside=(), **changes):
        facts = {
            "file_name": path.name,
            "format": path.suffix[1:],
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "encoding": "utf-8" if path.suffix == ".csv" else "",
            "delimiter": "," if path.suffix == ".csv" else "",
            "tables": tuple(tables),
            "outside": tuple(outside),
        }
        return ParsedList(**{**facts, **changes})

    def workbook(self, header, rows, name="list.xlsx"):
        """A plain workbook with one table from A1, its path and its table."""
        book = Workbook()
        book.active.title = "People"
        book.active.append(header)
        for row in rows:
            book.active.append(row)
        path = self.folder / name
        book.save(path)
        return path, self.table("People", header, rows)


@pytest.fixture
def facts():
    lists = (watchlist("us-entity-list", "Entity List"), watchlist("old-list", "Old list", oldest=30))
    snapshots = (
        Snapshot(
            "us-entity-list",
            "2026-10",
            date(2026, 10, 1),
            "a" * 64,
            900,
            1000,
            None,
            "https://example.org/l",
            date(2026, 10, 2),
        ),
        Snapshot(
            "old-list", "2020", date(2020, 1, 1), "b" * 64, 5, 5, "c" * 64, "", None, "2020-01-02T00:00:00Z"
        ),
    )
    return RunFacts(
        input_name="list.xlsx",
        input_sha256="d" * 64,
        screened_at=datetime(2026, 11, 20, 9, 30, 17, tzinfo=UTC),
        engine_version="0.1.0",
        snapshots=snapshots,
        watchlists=lists,
        policies=(("us-nsf", "2026.1", "US NSF 2026"),),
        parameters=(("strict formulas", "no"),),
    )


@pytest.fixture
def world(tmp_path, facts):
    return World(tmp_path, facts)
