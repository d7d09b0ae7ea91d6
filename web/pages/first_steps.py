"""First steps: what somebody who has just set the service up does next, each shown until it is done."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from flask import Flask, g
from sqlmodel import col, select

from screening.accounts import administration
from screening.context import AppContext
from screening.pipeline import ScreeningRequest
from screening.storage.tables import Run
from web.i18n import N_, _
from web.pages.rail import may_open
from web.served_engine import Served

# The list of examples/, which a test holds to the same bytes: that folder is not installed.
EXAMPLE = Path(str(files("web").joinpath("example", "collaborators.xlsx")))
_LOOKED_AT = 50  # newest runs


@dataclass(frozen=True, slots=True)
class Step:
    """One step; only those who may open `needs` are shown it."""

    name: str
    needs: str  # endpoint
    label: str
    means: str
    done: bool = False


_STEPS = (
    Step(
        "example",
        "upload.screen_example",
        N_("Screen the example or your own list"),
        N_(
            "The example is a made-up list of collaborators, screened like any other: you see a report and questions to review."
        ),
    ),
    Step(
        "lists",
        "list_asking.ask_now",
        N_("Update the lists"),
        N_("Out-of-date lists stand at the top of Lists, each with a link to update it."),
    ),
    Step(
        "colleague",
        "people.invite",
        N_("Invite a colleague"),
        N_("A true match takes effect only after a second reviewer confirms it."),
    ),
    Step(
        "policies",
        "upload.take_up",
        N_("Choose policies"),
        N_("Read which rules fit your country and your funders, and tick them when you screen a list."),
    ),
)


def register(app: Flask, served: Served, context: AppContext | None) -> None:
    """Let templates of `app` show the first steps."""

    @app.template_global("first_steps")
    def first_steps() -> list[Step]:
        """The steps of the caller, or none where all are done."""
        if context is None or g.get("caller") is None or "upload" not in app.blueprints:
            return []
        done = _done(served, context)
        steps = [
            Step(each.name, each.needs, _(each.label), _(each.means), done[each.name])
            for each in _STEPS
            if may_open(each.needs) and (each.name != "colleague" or g.caller.signed)
        ]
        return steps if any(not each.done for each in steps) else []


def _done(served: Served, context: AppContext) -> dict[str, bool]:
    newest = select(Run.choices).where(Run.team == g.caller.team).order_by(col(Run.accepted_at).desc())
    with context.database.read() as session:
        choices = list(session.exec(newest.limit(_LOOKED_AT)))
    engine = served.today()
    return {
        "example": bool(choices),
        "lists": not engine.lists.out_of_date(engine.on),
        "colleague": bool(g.caller.signed) and len(administration.everybody(context, g.caller.within)) > 1,
        "policies": any(ScreeningRequest.from_json(each).policies for each in choices),
    }
