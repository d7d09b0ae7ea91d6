"""A collaborator: one subject of the team over time, with what was said of it, decided about it, and is due to go."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flask import Blueprint, g, render_template, request

from screening.accounts import Permission
from screening.context import AppContext
from screening.engine import Engine
from screening.review.collaboration import standing_collaborations
from screening.review.reasons import reasons
from screening.review.rules import DecisionRefused
from screening.runs.collaborators import (
    MOST_NAMESAKES,
    Collaborator,
    CollaboratorQuestion,
    Collaborators,
    ScreeningEntry,
)
from web.pages import collaboration
from web.pages.collaboration import collaboration_part, collaborations_by_state, conditions_of
from web.pages.page_context import PageContext
from web.pages.paging import page_of, paged, pages_of
from web.pages.paging import place as nth
from web.pages.words import list_ids

NAME = "collaborator"
_PER_PAGE = 50
_QUESTIONS = 50
_ON_PAPER = 30  # entries and questions of a memo
_LISTS = 4  # that are named where many have another edition


def make_blueprint(shown: PageContext, context: AppContext) -> Blueprint:
    """The blueprint of the collaborator's page."""
    page = Blueprint(NAME, __name__, url_prefix="/collaborators")
    every = Collaborators(context)

    @page.get("/decisions")
    def decisions() -> str:
        today = context.now().date()
        with context.database.read() as session:
            standing = standing_collaborations(session, g.caller.team, today, shown.titles)
            session.expunge_all()
        states = collaborations_by_state(standing, today)
        chosen = request.args.get("state", "")
        state = chosen if chosen in states else "all"
        return render_template(
            "collaborations.html",
            page=paged(states[state], request.args.get("page", "1"), _PER_PAGE),
            counts={name: len(found) for name, found in states.items()},
            state=state,
        )

    @page.get("/<digest>")
    def show(digest: str) -> str:
        return _page(digest)

    def _page(digest: str, refused: DecisionRefused | None = None) -> str:
        found = every.get(g.caller.team, digest)
        # Oldest first, and the last page is shown first: what happened last is asked for most.
        last = str(pages_of(found.entries, _PER_PAGE))
        at = nth(request.args.get("page", last), found.entries, _PER_PAGE)
        asked = nth(request.args.get("questions", "1"), found.questions, _QUESTIONS)
        questions = every.questions(found, skip=asked * _QUESTIONS, most=_QUESTIONS)
        namesakes = every.namesakes(found)
        history = every.history(found, skip=at * _PER_PAGE, most=_PER_PAGE)
        return render_template(
            "collaborator.html",
            found=found,
            page=page_of(range(min(_PER_PAGE, found.entries - at * _PER_PAGE)), at, found.entries, _PER_PAGE),
            history=history,
            questions=page_of(questions, asked, found.questions, _QUESTIONS),
            namesakes=namesakes[:MOST_NAMESAKES],
            more_namesakes=len(namesakes) > MOST_NAMESAKES,
            days=(context.settings.retain_days, context.settings.retain_check_days),
            collaboration=collaboration_part(context, found.team, digest, shown.titles, refused=refused),
            may_decide=g.caller.may(Permission.DECIDE),
            **words_of(shown, questions),
        )

    collaboration.add_to(page, context, _page)
    return page


def memo_of(shown: PageContext, every: Collaborators, team: str, digest: str) -> dict[str, object]:
    """What the memo of a collaborator is made of: what happened last, as far as it has room on paper.

    Raises:
        CollaboratorUnknown: the team keeps nothing of it.
    """
    found = every.get(team, digest)
    questions = every.questions(found, most=_ON_PAPER)
    skip = max(found.entries - _ON_PAPER, 0)
    return {
        "found": found,
        "history": every.history(found, skip=skip, most=_ON_PAPER),
        "left_out": skip,
        "collaboration": collaboration_part(every.context, team, digest, shown.titles),
        "questions": questions,
        "questions_left_out": found.questions - len(questions),
        **words_of(shown, questions),
    }


def words_of(shown: PageContext, questions: Sequence[CollaboratorQuestion]) -> dict[str, object]:
    """What the page and the memo of a collaborator say things with."""
    engine = shown.served.today()
    relevant = {each for question in questions for each in list_ids(question.case.seen)}

    def other_editions(entry: ScreeningEntry) -> tuple[list[tuple[str, str]], int]:
        return _other_editions(entry, engine, shown, relevant)

    return {
        "other_editions": other_editions,
        "reasons": {code: reason.label for code, reason in reasons().items()},
        "titles": shown.titles,
        "now": engine.on,
        "conditions_of": conditions_of,
    }


def _other_editions(
    entry: ScreeningEntry, engine: Engine, shown: PageContext, relevant: Collection[str]
) -> tuple[list[tuple[str, str]], int]:
    """Title and edition of lists that were searched in another edition than before, and how many more there are.

    Lists on which one of the subject's parties stands come first. Only editions that are in force have a name here.
    """
    changed = entry.change.lists if entry.change else ()
    ordered = sorted(changed, key=lambda each: (each[0] not in relevant, shown.titles.get(each[0], each[0])))
    named = []
    for list_id, sha256 in ordered[:_LISTS]:
        held = engine.library.lists.get(list_id)
        edition = held.snapshot.edition if held and held.snapshot.file_sha256 == sha256 else ""
        named.append((shown.titles.get(list_id, list_id), edition))
    return named, len(changed) - len(named)


__all__ = ["NAME", "Collaborator", "make_blueprint", "memo_of"]
