"""The log, for auditors: filtered, given out as CSV or as one JSON object a line, and checked against itself and the tables.

- It holds hashes, ids and codes, never the names of subjects. Looking at it and checking it change nothing.
- Auditors and administrators of a team read the entries of their team. Those of other teams, and those of none (accounts,
  lists), are for installation administrators.
- The chain is checked whole for everybody who may read a part of it; what is wrong where is for installation
  administrators, since it may be another team's.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from flask import Blueprint, Response, abort, g, render_template, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session, col, select

from screening.accounts import administration
from screening.audit import LogEntry
from screening.audit.chain import Area
from screening.audit.search import LogFilter, actions, count_lines, newest_lines, search_entries
from screening.audit.signing import fingerprint
from screening.context import AppContext
from screening.formula_escaping import escape_formula
from screening.report import content_disposition
from screening.storage.people_tables import Membership, Person
from watchlists.editions.signing import public_pem
from web.pages.log_verification import LogChecks, LogVerification
from web.pages.page_context import PageContext
from web.pages.paging import page_of
from web.pages.paging import place as nth

NAME = "audit"
_PER_PAGE = 100
_SHOWN_FAULTS = 20
_TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


def make_blueprint(shown: PageContext, context: AppContext) -> Blueprint:
    """The blueprint of the log."""
    page = Blueprint(NAME, __name__, url_prefix="/audit")
    checks = LogChecks(context, shown.access.slots)

    @page.get("/")
    def every() -> ResponseReturnValue:
        within = g.caller.within
        asked = LogFilter.of(request.args, within)
        with context.database.read() as session:
            count = count_lines(session, asked)
            at = nth(request.args.get("page", "1"), count, _PER_PAGE)
            lines = newest_lines(session, asked, skip=at * _PER_PAGE, most=_PER_PAGE)
            names = _names(session, within, lines)
            known = actions(session, within)
        return render_template(
            "audit.html",
            page=page_of(lines, at, count, _PER_PAGE),
            asked=asked,
            given={key: value for key, value in asdict(asked).items() if value and key != "within"},
            names=names,
            actions=known,
            teams=administration.teams(context, within),
            whole=within is None,
            facts={line.sequence: json.loads(line.facts) for line in lines},
        )

    @page.get("/verify")
    def check() -> ResponseReturnValue:
        return verification_page(checks.last())

    @page.post("/verify")
    def check_again() -> ResponseReturnValue:
        return verification_page(checks.again())

    def verification_page(checked: LogVerification) -> str:
        verified = checked.verified
        faults = sorted(verified.faults, key=lambda each: each.area is not Area.LOG)
        return render_template(
            "audit_verified.html",
            faults=faults[:_SHOWN_FAULTS] if g.caller.within is None else [],
            notices=verified.notices[:_SHOWN_FAULTS] if g.caller.within is None else [],
            count=len(faults),
            checked_at=checked.at,
            broken=any(each.area is Area.LOG for each in faults),
            compared=verified.compared,
            head=verified.head,
            heads=verified.heads,
            key=fingerprint(context.public_key),
        )

    @page.get("/public-key.pem")
    def key() -> Response:
        answer = Response(public_pem(context.public_key), content_type="application/x-pem-file")
        answer.headers["Content-Disposition"] = content_disposition("public-key.pem")
        return answer

    @page.get("/log.<form>")
    def export(form: str) -> Response:
        if form not in _TYPES:
            abort(404)
        asked = LogFilter.of(request.args, g.caller.within)
        answer = Response(_written(context, asked, form), content_type=_TYPES[form])
        answer.headers["Content-Disposition"] = content_disposition(f"log.{form}")
        return answer

    return page


def _names(session: Session, within: str | None, lines: Iterable[LogEntry]) -> dict[str, str]:
    """Names by how people stand in the log: everybody's, or those of the team's people and of who did what is shown."""
    wanted = select(Person.id, Person.name)
    if within is not None:
        shown = [line.actor.removeprefix("person:") for line in lines]
        members = select(Membership.person_id).where(Membership.team_id == within)
        wanted = wanted.where(col(Person.id).in_(shown) | col(Person.id).in_(members))
    return {f"person:{id_}": name for id_, name in session.exec(wanted)}


def _written(context: AppContext, asked: LogFilter, form: str) -> Iterator[str]:
    """The entries asked for, a line at a time: a log of years is never held whole."""
    fields = tuple(LogEntry.__dataclass_fields__)
    if form == "csv":
        yield _row(fields)
    with context.database.read() as session:
        for line in search_entries(session, asked):
            if form == "csv":
                yield _row(tuple(escape_formula(str(getattr(line, name))) for name in fields))
            else:
                yield json.dumps({**asdict(line), "facts": json.loads(line.facts)}, ensure_ascii=False) + "\n"


def _row(cells: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow(cells)
    return out.getvalue()
