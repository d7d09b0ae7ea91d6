"""Asking a list's publisher from its page, and how far that is. Only who keeps the lists may."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from screening.asking import ask, asked_for
from screening.jobs import Installation
from web.pages.shown import Shown

NAME = "list_asking"


def make_blueprint(_shown: Shown, place: Installation) -> Blueprint:
    """The blueprint of asking."""
    page = Blueprint(NAME, __name__, url_prefix="/lists")

    @page.post("/<list_id>/ask")
    def ask_now(list_id: str) -> ResponseReturnValue:
        ask(place.settings.data, list_id, g.caller.id, accepts_licence=request.form.get("accepts") == "yes")
        return redirect(url_for(f"{NAME}.progress", list_id=list_id), code=303)

    @page.get("/<list_id>/asked")
    def progress(list_id: str) -> str:
        asking = asked_for(place.settings.data, list_id)
        return render_template("list_asked.html", asking=asking, list_id=list_id)

    return page
