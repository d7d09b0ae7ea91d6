"""Confirmed mappings: how the team reads lists with certain headers, each of which can be forgotten."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from screening.confirmed_mappings import forget_mapping, mappings
from screening.context import AppContext
from screening.intake.confirmed_mapping import Mapped
from web.pages.page_context import PageContext
from web.pages.sorting import Key, Sort, sort_rows

NAME = "mappings"
_COLUMNS: Mapping[str, Key[Mapped]] = {
    "columns": lambda each: [column.casefold() for _, column in each.choice.map],
    "confirmed": lambda each: each.confirmed_at,
    "used": lambda each: each.used_at,
}


def make_blueprint(_shown: PageContext, context: AppContext) -> Blueprint:
    """The blueprint of confirmed mappings."""
    page = Blueprint(NAME, __name__, url_prefix="/mappings")

    @page.get("/")
    def every() -> str:
        sort = Sort.of(request.args, _COLUMNS, "-confirmed")
        found = sort_rows(mappings(context, g.caller.team), sort, _COLUMNS)
        return render_template("mappings.html", mappings=found, sort=sort)

    @page.post("/<mapping_id>/forget")
    def forget(mapping_id: str) -> ResponseReturnValue:
        forget_mapping(context, mapping_id, g.caller.team, actor=g.caller.id)
        return redirect(url_for("mappings.every"), code=303)

    return page
