"""Check: one field for anything; the outcome in words first, and an address that can be kept.

The address holds what was asked and nothing else, so opening it again asks again, on the lists of that day.
"""

from __future__ import annotations

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from screening.engine import Engine
from screening.errors import ScreeningError
from screening.policy.open_questions import open_questions
from web.deadline import Deadline
from web.pages.grouped_hits import explained, findings, headline
from web.pages.page_context import PageContext
from web.pages.query import CheckQuery, parse_query
from web.pages.run_options import questions_of
from web.policy_choice import PolicyChoice
from web.problems import ask_to_wait

NAME = "check"
_EXAMPLES = (
    "School of Astronautics, NPU, Xi'an 710072",
    "Beijing University of Technology",
    "北京航空航天大学",
    "nudt.edu.cn",
    "Peking University Third Hospital",
)


def make_blueprint(shown: PageContext) -> Blueprint:
    """The blueprint of the one screen that answers at once."""
    page = Blueprint(NAME, __name__)

    @page.get("/")
    @page.get("/check")
    def show() -> ResponseReturnValue:
        text = request.args.get("name", "").strip()
        # An address that holds a name states its policies; an empty form is filled in with what its address states, else
        # with what the browser remembers.
        chosen = PolicyChoice.of(request.args)
        states = text or chosen != PolicyChoice()
        shown_choice = chosen if states else PolicyChoice.remembered(request, shown.served)
        frame = {
            "asked": request.args,
            "chosen": shown_choice,
            "known_facts": questions_of(tuple(shown_choice.facts)),
            "policies": shown.served.policies.values(),
            "examples": _EXAMPLES,
            "lists": len(shown.served.engine.library.lists),
        }
        # htmx takes the answer out of the page and throws the rest away, so the rest is not made for it
        whole = "check_part.html" if text and "HX-Request" in request.headers else "check.html"
        if not text:
            return render_template(whole, **frame)
        try:
            asked = parse_query(text, request.args.get("country", ""), request.args.get("type") or "unknown")
            engine = chosen.engine(shown.served)
            with shown.screening([asked.subject]) as deadline:
                answer = _answer(shown, engine, asked, deadline)
                return render_template(whole, **frame, **answer, text=text)
        except ScreeningError as error:
            page = render_template(whole, **frame, text=text, refused=error.sentence, code=error.code)
            refusal = make_response(page, error.status)
            ask_to_wait(refusal, error)
            return refusal

    return page


def _answer(shown: PageContext, engine: Engine, asked: CheckQuery, deadline: Deadline) -> dict[str, object]:
    """Everything the result template needs.

    Raises:
        DeadlinePassed: it takes longer than one check may.
    """
    result = engine.screen(asked.subject, tick=deadline)
    questions = open_questions(result.assessment.policies)
    return {
        "result": result,
        "questions": questions,
        "waiting": {each.asked.name: each.policies for each in questions},
        "policy_titles": {each.id: each.title for each in engine.policies},
        "headline": headline(result),
        "explained": explained(result),
        "findings": findings(result, shown.known),
        "taken_for": asked.taken_for,
        "engine": engine,
        "facts": shown.served.facts(engine),
        "known": shown.known.by_id,
        "out_of_date": engine.lists.out_of_date(engine.on),
    }
