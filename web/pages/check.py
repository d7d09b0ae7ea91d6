"""Check: one field for anything; the outcome in words first, and an address that can be kept.

The address holds what was asked and nothing else, so opening it again asks again, on the lists of that day.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from screening.errors import ScreeningError
from web.pages.asked import read_asked
from web.pages.findings import explained, findings, headline
from web.pages.shown import Shown

NAME = "check"
_EXAMPLES = (
    "School of Astronautics, NPU, Xi'an 710072",
    "Beijing University of Technology",
    "北京航空航天大学",
    "nudt.edu.cn",
    "Peking University Third Hospital",
)


def make_blueprint(shown: Shown) -> Blueprint:
    """The blueprint of the one screen that answers at once."""
    page = Blueprint(NAME, __name__)

    @page.get("/")
    @page.get("/check")
    def show() -> ResponseReturnValue:
        text = request.args.get("name", "").strip()
        frame = {
            "asked": request.args,
            "policies": shown.served.policies.values(),
            "examples": _EXAMPLES,
            "lists": len(shown.served.engine.library.lists),
        }
        # htmx takes the answer out of the page and throws the rest away, so the rest is not made for it
        whole = "check_part.html" if text and "HX-Request" in request.headers else "check.html"
        if not text:
            return render_template(whole, **frame)
        try:
            with shown.served.turn.taken():
                return render_template(whole, **frame, **_answer(shown, text, request.args))
        except ScreeningError as error:
            page = render_template(whole, **frame, text=text, refused=error.sentence, code=error.code)
            return make_response(page, error.status)

    return page


def _answer(shown: Shown, text: str, given: Mapping[str, str]) -> dict[str, object]:
    """Everything the result template needs.

    Raises:
        CheckRefused, UnknownPolicy: what was asked cannot be checked as it is.
    """
    asked = read_asked(text, given.get("country", ""), given.get("type") or "unknown")
    chosen = given.get("policy", "")
    engine = shown.served.under((chosen,) if chosen else ())
    result = engine.screen(asked.subject)
    return {
        "result": result,
        "headline": headline(result),
        "explained": explained(result),
        "findings": findings(result, shown.known),
        "taken_for": asked.taken_for,
        "text": text,
        "engine": engine,
        "facts": shown.served.facts(engine),
        "known": shown.known.by_id,
        "stale": engine.lists.stale(engine.on),
    }
