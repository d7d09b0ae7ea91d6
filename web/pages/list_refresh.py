"""Asking a list's publisher from its page, and how far that is. Only who keeps the lists may."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from screening.context import AppContext
from screening.list_refresh import ask, last_refresh
from web.pages.page_context import PageContext

NAME = "list_asking"


def make_blueprint(_shown: PageContext, context: AppContext) -> Blueprint:
    """The blueprint of asking."""
    page = Blueprint(NAME, __name__, url_prefix="/lists")

    @page.post("/<list_id>/ask")
    def ask_now(list_id: str) -> ResponseReturnValue:
        ask(context.settings.data, list_id, g.caller.id, accepts_licence=request.form.get("accepts") == "yes")
        return redirect(url_for(f"{NAME}.progress", list_id=list_id), code=303)

    @page.get("/<list_id>/asked")
    def progress(list_id: str) -> str:
        asking = last_refresh(context.settings.data, list_id)
        return render_template("list_asked.html", asking=asking, list_id=list_id)

    return page
