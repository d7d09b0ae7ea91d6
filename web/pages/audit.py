"""The log, for auditors: filtered, given out as CSV or as one JSON object a line, and checked against itself and the tables.

It holds hashes, ids and codes, never the names of subjects. Looking at it and checking it change nothing.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlmodel import select

from screening.audit import Line
from screening.audit.chain import Area
from screening.audit.reading import Asked, actions, count_lines, lines_asked_for, newest_lines
from screening.audit.signing import fingerprint
from screening.inert import inert
from screening.jobs import Installation
from screening.jobs.verification import verify_installation
from screening.people import administration
from screening.report import content_disposition
from screening.storage.people_tables import Person
from watchlists.keeping.signing import public_pem
from web.pages.paging import page_of
from web.pages.paging import place as nth
from web.pages.shown import Shown

NAME = "audit"
_PER_PAGE = 100
_SHOWN_FAULTS = 20
_TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


def make_blueprint(_shown: Shown, place: Installation) -> Blueprint:
    """The blueprint of the log."""
    page = Blueprint(NAME, __name__, url_prefix="/audit")

    @page.get("/")
    def every() -> ResponseReturnValue:
        asked = Asked.of(request.args)
        with place.database.read() as session:
            count = count_lines(session, asked)
            at = nth(request.args.get("page", "1"), count, _PER_PAGE)
            lines = newest_lines(session, asked, skip=at * _PER_PAGE, most=_PER_PAGE)
            names = {f"person:{id_}": name for id_, name in session.exec(select(Person.id, Person.name))}
            known = actions(session)
        return render_template(
            "audit.html",
            page=page_of(lines, at, count, _PER_PAGE),
            asked=asked,
            given={key: value for key, value in asdict(asked).items() if value},
            names=names,
            actions=known,
            teams=administration.teams(place),
            facts={line.sequence: json.loads(line.facts) for line in lines},
        )

    @page.get("/verify")
    def check() -> ResponseReturnValue:
        # without the stored files: to read them takes longer than a page may
        verified = verify_installation(place, files=False)
        faults = sorted(verified.faults, key=lambda each: each.area is not Area.LOG)
        return render_template(
            "audit_verified.html",
            faults=faults[:_SHOWN_FAULTS],
            notices=verified.notices[:_SHOWN_FAULTS],
            count=len(faults),
            broken=any(each.area is Area.LOG for each in faults),
            compared=verified.compared,
            head=verified.head,
            heads=verified.heads,
            key=fingerprint(place.public_key),
        )

    @page.get("/public-key.pem")
    def key() -> Response:
        answer = Response(public_pem(place.public_key), content_type="application/x-pem-file")
        answer.headers["Content-Disposition"] = content_disposition("public-key.pem")
        return answer

    @page.get("/log.<form>")
    def export(form: str) -> Response:
        if form not in _TYPES:
            abort(404)
        asked = Asked.of(request.args)
        answer = Response(_written(place, asked, form), content_type=_TYPES[form])
        answer.headers["Content-Disposition"] = content_disposition(f"log.{form}")
        return answer

    return page


def _written(place: Installation, asked: Asked, form: str) -> Iterator[str]:
    """The entries asked for, a line at a time: a log of years is never held whole."""
    fields = tuple(Line.__dataclass_fields__)
    if form == "csv":
        yield _row(fields)
    with place.database.read() as session:
        for line in lines_asked_for(session, asked):
            if form == "csv":
                yield _row(tuple(inert(str(getattr(line, name))) for name in fields))
            else:
                yield json.dumps({**asdict(line), "facts": json.loads(line.facts)}, ensure_ascii=False) + "\n"


def _row(cells: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow(cells)
    return out.getvalue()
