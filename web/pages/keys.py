"""API keys, for administrators of the team: which systems may call, with which roles, and when each last did."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from screening.accounts import AccessRole, administration, keys
from screening.accounts.accounts import PersonRefused
from screening.accounts.one_time_links import FIRST_TEAM
from screening.accounts.roles import meanings
from screening.context import AppContext
from screening.errors import ScreeningError
from screening.storage.people_tables import ApiKey
from web.i18n import _
from web.pages.page_context import PageContext
from web.pages.sorting import Key, Sort, sort_rows

NAME = "keys"
_SEPARATORS = re.compile(r"[.,'\u2019]")  # 1,200 is written 1.200 and 1’200 elsewhere; blanks are gone before
_GROUPS = re.compile(r"[0-9]{1,3}(?:[.,'\u2019][0-9]{2,3})*[.,'\u2019][0-9]{3}")  # 1.5 is no number of calls
_DIGITS = re.compile(r"[0-9]{1,9}")
_COLUMNS: Mapping[str, Key[ApiKey]] = {
    "holder": lambda each: each.holder.casefold(),
    "team": lambda each: (each.team, each.roles),
    "made": lambda each: each.made_at,
    "used": lambda each: each.used_at,
}


def make_blueprint(_shown: PageContext, context: AppContext) -> Blueprint:
    """The blueprint of keys."""
    page = Blueprint(NAME, __name__, url_prefix="/keys")

    def listed(refused: ScreeningError | None = None, made: str = "") -> ResponseReturnValue:
        sort = Sort.of(request.args, _COLUMNS, "")
        teams = administration.teams(context, g.caller.within)
        text = render_template(
            "keys.html",
            keys=sort_rows(keys.every_key(context, g.caller.within), sort, _COLUMNS),
            sort=sort,
            teams=teams,
            titles={each.id: each.title for each in teams},
            meanings=meanings(),
            given=request.form if refused else {},
            chosen=request.form.getlist("role") if refused else ["screener"],
            calls=keys.CALLS_PER_MINUTE,
            subjects=keys.SUBJECTS_PER_DAY,
            characters=keys.CHARACTERS_PER_DAY,
            refused=refused,
            made=made,
            screens_sandbox=keys.screens_sandbox,
            has_ended=lambda key: keys.has_ended(key, context.now().date()),
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
                context,
                given.get("holder", ""),
                by=g.caller.id,
                team=given.get("team", g.caller.within or FIRST_TEAM),
                roles=[role for role in AccessRole if role.value in given.getlist("role")],
                calls_per_minute=_number(given.get("calls", "")),
                subjects_per_day=_number(given.get("subjects", "")),
                characters_per_day=_number(given.get("characters", "")),
                ends_on=_day(given.get("ends_on", "")),
                sandbox="sandbox" in given,
                within=g.caller.within,
            )
        except ScreeningError as error:
            return listed(error)
        return listed(made=made)

    @page.post("/<key_id>/revoke")
    def revoke(key_id: str) -> ResponseReturnValue:
        keys.revoke_key(context, key_id, by=g.caller.id, within=g.caller.within)
        return redirect(url_for("keys.every"), code=303)

    return page


def _number(text: str) -> int:
    """A number as typed, with the separators of thousands that any locale of the page writes, or without.

    Raises:
        PersonRefused: it is none, or larger than any limit would be.
    """
    typed = "".join(text.split())
    digits = _SEPARATORS.sub("", typed)
    if not (digits == typed or _GROUPS.fullmatch(typed)) or not _DIGITS.fullmatch(digits):
        raise PersonRefused(_("Give the limits as whole numbers, up to 999,999,999."))
    return int(digits)


def _day(text: str) -> date | None:
    """A day as a browser sends it, None where none was given.

    Raises:
        PersonRefused: it is none.
    """
    try:
        return date.fromisoformat(text) if text.strip() else None
    except ValueError as error:
        raise PersonRefused(_("Give the day as in 2027-06-30, or leave it out.")) from error
