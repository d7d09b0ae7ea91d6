"""The Check page: one name, line, domain or identifier in; the outcome in words first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, render_template, request

from screening.engine import Engine
from screening.errors import ScreeningError
from screening.model import Subject, SubjectType
from watchlists.countries import country_code


class CheckRefused(ScreeningError):
    """What was typed cannot be checked as it is."""

    code = "check-refused"


def make_blueprint(engine: Engine, now: Callable[[], datetime]) -> Blueprint:
    """The blueprint of the one screen that answers at once."""
    page = Blueprint("check", __name__)

    @page.get("/")
    def show() -> str:
        name = request.args.get("name", "").strip()
        if not name:
            return render_template("check.html", result=None, engine=engine, asked=request.args)
        result = engine.screen(
            subject(name, request.args.get("country", ""), request.args.get("type", "unknown"))
        )
        return render_template("check.html", result=result, engine=engine, asked=request.args, at=now())

    return page


def subject(name: str, country: str, type_: str) -> Subject:
    """The subject as typed.

    Raises:
        CheckRefused: the country or type is not one we know.
    """
    code = country_code(country) if country.strip() else ""
    if code is None:
        raise CheckRefused(f"{country!r} is not a country we know; leave it empty or give its ISO code.")
    if type_ not in {kind.value for kind in SubjectType}:
        raise CheckRefused(f"{type_!r} is not a type; choose organisation, person or unknown.")
    return Subject(name=name, country=code, type=SubjectType(type_))
