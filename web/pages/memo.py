"""Memos: a check, a case, an organisation, a collaborator or a run on a page or two of paper, to be printed or saved as PDF.

The browser makes the PDF (docs/decisions/0064): it has the letters for every script. Everything that the page of the
same thing folds away or spreads over several pages stands here in the open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from screening.accounts import Permission
from screening.assessment import gravest
from screening.context import AppContext
from screening.intake.model import Row
from screening.json_model import JsonObject
from screening.model import CountedAs, Inquiry, Outcome
from screening.report.json_output import provenance_json, result_json
from screening.review.cases import batched
from screening.review.collaboration import with_collaborations_now
from screening.review.fingerprints import subject_digest
from screening.review.history import decided_about
from screening.review.queue import CaseFilter
from screening.review.reasons import reasons
from screening.review.run_questions import questions_of
from screening.review.subject_decisions import NO_DECISIONS, QuestionOutcome
from screening.runs.chunk_store import ResultSummary
from screening.runs.collaborators import Collaborators
from screening.runs.control import out_of_date
from screening.runs.long_rows import gravity_of_summary
from screening.runs.pinned_lists import PinnedLists, lists_not_searched
from screening.runs.pins import Pins
from screening.runs.results import FinishedRun, FinishedRuns, inquiry_summaries
from screening.saved_checks import answer_of, find_saved_check
from watchlists.catalogue import read_catalogue
from watchlists.model import Measure, Watchlist
from web.pages.collaboration import collaboration_part, conditions_of
from web.pages.collaborator import memo_of
from web.pages.memo_bodies import MemoListing, SourceNotes, memo_bodies
from web.pages.memo_run import (
    ListNotes,
    MemberRows,
    MemoFollows,
    alike,
    gravest_outcomes,
    gravest_parties,
    memo_sections,
    run_collaborations,
    run_sums,
)
from web.pages.page_context import PageContext
from web.pages.query import parse_query
from web.pages.review_case import build_case_page
from web.policy_choice import PolicyChoice

NAME = "memo"
_AT_ONCE = 500  # rows whose results are in memory at once


def make_blueprint(shown: PageContext, context: AppContext | None) -> Blueprint:
    """The blueprint of all memos; without an installation those of checks and organisations only."""
    page = Blueprint(NAME, __name__, url_prefix="/memo")

    @page.get("/check")
    def check() -> ResponseReturnValue:
        text = request.args.get("name", "").strip()
        if not text:
            return redirect(url_for("check.show"))
        asked = parse_query(text, request.args.get("country", ""), request.args.get("type") or "unknown")
        chosen = PolicyChoice.of(request.args)
        engine = chosen.engine(shown.served)
        with shown.screening([asked.subject]) as deadline:
            said = result_json(engine.screen(asked.subject, tick=deadline), shown.served.facts(engine))
        # Only what the check asks for: another name in the address may be one that `url_for` itself takes.
        asks: dict[str, Any] = {
            each: request.args[each] for each in ("name", "country", "type") if request.args.get(each)
        }
        return render_template(
            "memo_check.html",
            **_check(shown, said),
            called=text,
            saved=None,
            check_address=url_for("check.show", **asks, **chosen.in_address()),
        )

    @page.get("/organisations/<path:party_id>")
    def organisation(party_id: str) -> ResponseReturnValue:
        found = shown.known.by_id.get(party_id)
        if found is None:
            abort(404)
        engine, notes = shown.served.today(), SourceNotes()
        lists = engine.library.lists
        caller = g.get("caller")
        ids = [found.id, *(each.id for each in found.listings)]
        sees = context is not None and caller is not None and caller.may(Permission.SEE_RUNS)
        return render_template(
            "memo_organisation.html",
            organisation=found,
            listings=[
                MemoListing.of_listing(each, lists[each.watchlist_id], notes) for each in found.listings
            ],
            above=shown.known.above(found),
            under=shown.known.under(found),
            past=decided_about(context, caller.team, ids) if sees and context is not None else [],
            reasons={code: reason.label for code, reason in reasons().items()},
            notes=notes,
            titles=shown.titles,
            **_lists(shown, provenance_json(shown.served.facts(engine))),
        )

    if context is not None:
        _add_records(page, shown, context)
    return page


def _add_records(page: Blueprint, shown: PageContext, context: AppContext) -> None:
    finished = FinishedRuns(context, PinnedLists(shown.served.today))

    every = Collaborators(context)

    @page.get("/collaborators/<digest>")
    def collaborator(digest: str) -> str:
        return render_template("memo_collaborator.html", **memo_of(shown, every, g.caller.team, digest))

    @page.get("/checks/<check_id>")
    def saved(check_id: str) -> str:
        check = find_saved_check(context, check_id, g.caller.team)
        return render_template(
            "memo_check.html",
            **_check(shown, answer_of(check)),
            called=check.called,
            saved=check,
            collaboration=collaboration_part(context, g.caller.team, check.subject_digest, shown.titles),
            conditions_of=conditions_of,
        )

    @page.get("/cases/<case_id>")
    def case(case_id: str) -> str:
        built = build_case_page(shown, context, g.caller, case_id, CaseFilter())
        said = result_json(built["result"], shown.served.facts(built["engine"]))  # type: ignore[arg-type]
        said["hits"] = [each for each in said["hits"] if each["listing"]["id"] in _ids_of(built)]
        return render_template("memo_case.html", **_check(shown, said), **_of_case(built))

    @page.get("/runs/<run_id>")
    def run(run_id: str) -> str:
        found = finished.get(run_id, g.caller.team)
        summaries = inquiry_summaries(context.database, found.run, found.listed)
        ends = {row.place: _end(row, summaries) for row in found.rows}
        with context.database.read() as session:
            questions = questions_of(session, g.caller.team, run_id)
        collaborations = with_collaborations_now(context, g.caller.team, run_id, NO_DECISIONS, shown.titles)
        asked = MemberRows.of(questions, found.rows)
        notes = ListNotes(finished.pinned.of_run(found.run).library, shown.titles)
        said = _said(finished, found, ends, gravest_outcomes(questions))
        sections = memo_sections(questions, asked, said, shown.known, notes)
        pins = Pins.from_json(found.run.pins)
        return render_template(
            "memo_run.html",
            run=found.run,
            sums=run_sums(questions, found.rows, ends, asked, found.listed.intake.counts["skipped"]),
            sections=sections,
            alike=alike,
            gravest=gravest_parties(sections, asset_freeze_lists(), shown.titles),
            made_at=context.now().isoformat(),
            unscreened=_unscreened(found.rows, ends, summaries),
            notices=len(found.listed.intake.notices),
            several=len({row.sheet for row in found.rows}) > 1,
            said=said,
            collaborations=run_collaborations(found.rows, collaborations),
            notes=notes,
            pins=pins,
            out_of_date=[shown.titles.get(each, each) for each in out_of_date(found.run) or ()],
            not_searched=lists_not_searched(pins),
            called=found.run.file_name or found.run.id[:12],
        )


@cache
def asset_freeze_lists() -> tuple[str, ...]:
    """Ids of the lists that freeze assets, those of the United Nations first."""
    entries = [
        each.watchlist
        for each in read_catalogue().values()
        if Measure.ASSET_FREEZE in each.watchlist.measures
    ]
    return tuple(each.id for each in sorted(entries, key=lambda each: (each.jurisdiction != "UN", each.id)))


def _said(
    finished: FinishedRuns,
    found: FinishedRun,
    ends: Mapping[tuple[str, int], CountedAs],
    decided: Mapping[str, QuestionOutcome],
) -> MemoFollows:
    """What the results of the rows for review say; what follows of nobody all of whose matches are false."""
    said = MemoFollows()
    rows = [row for row in found.rows if ends[row.place] is CountedAs.REVIEW]
    for some in batched(rows, _AT_ONCE):
        objects = finished.objects(found, some)
        for row in some:
            for subject, each in zip(row.subjects, objects, strict=False):
                digest = subject_digest(subject)
                said.add(each, digest, decided.get(digest))
    return said


def _check(shown: PageContext, said: JsonObject) -> dict[str, Any]:
    notes = SourceNotes()
    return {
        "said": said,
        "bodies": memo_bodies([said], shown.known, notes),
        "known": shown.known.by_id,
        "notes": notes,
        **_lists(shown, said["provenance"]),
    }


def _lists(shown: PageContext, provenance: JsonObject) -> dict[str, Any]:
    """The lists of an answer: searched, of these out of date, and not searched."""
    library, titles = shown.served.engine.library, shown.titles
    known: dict[str, Watchlist] = {key: each.watchlist for key, each in library.lists.items()}
    known |= library.catalogue_only
    snapshots = provenance["snapshots"]
    return {
        "provenance": provenance,
        "snapshots": [
            (titles.get(each["watchlist"], each["watchlist"]), each["edition"], each["sha256"])
            for each in snapshots
        ],
        "out_of_date": [
            titles[each["watchlist"]]
            for each in snapshots
            if each["watchlist"] in known and each["age_days"] > known[each["watchlist"]].oldest_age_days
        ],
        "not_searched": provenance["not_searched"],
    }


def _of_case(built: Mapping[str, Any]) -> dict[str, Any]:
    wanted = (
        *(
            "case",
            "member",
            "called",
            "subject",
            "history",
            "standing",
            "seen_in",
            "moved_on",
            "level",
            "reasons",
        ),
        *("collaboration", "conditions_of"),
    )
    return {name: built[name] for name in wanted}


def _ids_of(built: Mapping[str, Any]) -> set[str]:
    """Ids of the listings that the page of a case shows for its party."""
    return {listing.id for finding in built["findings"] for listing in (*finding.in_force, *finding.history)}


def _end(row: Row, summaries: Mapping[Inquiry, ResultSummary]) -> CountedAs:
    """What a row is counted under: of several subjects the gravest."""
    found = [summaries[asked] for asked in row.inquiries]
    return gravest(found, gravity_of_summary).end if found else CountedAs.UNSCREENED


def _unscreened(
    rows: tuple[Row, ...],
    ends: Mapping[tuple[str, int], CountedAs],
    summaries: Mapping[Inquiry, ResultSummary],
) -> dict[str, list[tuple[str, int]]]:
    """Rows that could not be screened, by the reason."""
    found: dict[str, list[tuple[str, int]]] = {}
    for row in rows:
        if ends[row.place] is CountedAs.UNSCREENED:
            found.setdefault(row.reason or next(_whys(row, summaries), ""), []).append(row.place)
    return found


def _whys(row: Row, summaries: Mapping[Inquiry, ResultSummary]) -> Iterator[str]:
    return (summaries[each].why for each in row.inquiries if summaries[each].outcome == Outcome.UNSCREENED)
