"""Confirmed mappings: how the team reads lists with certain headers, each of which can be forgotten."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from screening.confirmed_mappings import forget_mapping, mappings
from screening.context import AppContext
from web.pages.page_context import PageContext

NAME = "mappings"


def make_blueprint(_shown: PageContext, context: AppContext) -> Blueprint:
    """The blueprint of confirmed mappings."""
    page = Blueprint(NAME, __name__, url_prefix="/mappings")

    @page.get("/")
    def every() -> str:
        return render_template("mappings.html", mappings=mappings(context, g.caller.team))

    @page.post("/<mapping_id>/forget")
    def forget(mapping_id: str) -> ResponseReturnValue:
        forget_mapping(context, mapping_id, g.caller.team, actor=g.caller.id)
        return redirect(url_for("mappings.every"), code=303)

    return page
