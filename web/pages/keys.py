"""API keys, for administrators of the team: which systems may call, with which roles, and when each last did."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from screening.errors import ScreeningError
from screening.jobs import Installation
from screening.people import Role, administration, keys
from screening.people.accounts import PersonRefused
from screening.people.roles import meanings
from web.pages.shown import Shown
from web.texts import _

NAME = "keys"


def make_blueprint(_shown: Shown, place: Installation) -> Blueprint:
    """The blueprint of keys."""
    page = Blueprint(NAME, __name__, url_prefix="/keys")

    def listed(refused: ScreeningError | None = None, made: str = "") -> ResponseReturnValue:
        text = render_template(
            "keys.html",
            keys=keys.every_key(place, g.caller.within),
            teams=administration.teams(place, g.caller.within),
            meanings=meanings(),
            given=request.form if refused else {},
            chosen=request.form.getlist("role") if refused else ["screener"],
            calls=keys.CALLS_PER_MINUTE,
            subjects=keys.SUBJECTS_PER_DAY,
            characters=keys.CHARACTERS_PER_DAY,
            refused=refused,
            made=made,
        )
        return text, refused.status if refused else 200

    @page.get("/")
    def every() -> ResponseReturnValue:
        return listed()

    @page.post("/")
    def make() -> ResponseReturnValue:
        given = request.form
        try:
            made = keys.make_key(
                place,
                given.get("holder", ""),
                by=g.caller.id,
                team=given.get("team", g.caller.within or keys.TEAM),
                roles=[role for role in Role if role.value in given.getlist("role")],
                calls_per_minute=_number(given.get("calls", "")),
                subjects_per_day=_number(given.get("subjects", "")),
                characters_per_day=_number(given.get("characters", "")),
                within=g.caller.within,
            )
        except ScreeningError as error:
            return listed(error)
        return listed(made=made)

    @page.post("/<key_id>/revoke")
    def revoke(key_id: str) -> ResponseReturnValue:
        keys.revoke_key(place, key_id, by=g.caller.id, within=g.caller.within)
        return redirect(url_for("keys.every"), code=303)

    return page


def _number(text: str) -> int:
    """A number as typed, with or without separators of thousands.

    Raises:
        PersonRefused: it is none, or larger than any limit would be.
    """
    digits = "".join(text.split()).replace(",", "")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        raise PersonRefused(_("Give the limits as whole numbers, up to 999,999,999."))
    return int(digits)
