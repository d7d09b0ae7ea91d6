"""The rail: the screens a caller may open, daily work apart from settings, with what waits on each."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from flask import Flask, current_app, g, url_for

from screening.accounts import Permission
from screening.context import AppContext
from screening.mail.mail_log import count_failed
from screening.review.queue import CaseFilter, count_wanted
from screening.storage import StorageFailed
from screening.watch.queries import unseen_changes
from web.i18n import N_, _
from web.routes import routes
from web.served_engine import Served


@dataclass(frozen=True, slots=True)
class Screen:
    """One line of the rail; it is also the current one on the screens of `others`."""

    name: str  # of its blueprint
    endpoint: str
    label: str
    others: tuple[str, ...] = ()


DAILY = (
    Screen("check", "check.show", N_("Check"), ("checks",)),
    Screen("upload", "upload.ask", N_("Screen a list"), ("runs",)),
    # Only of those who may not screen a list: others find their runs on its page.
    Screen("runs", "runs.every", N_("Runs")),
    Screen("watches", "watches.every", N_("Watch")),
    Screen("review", "review.queue", N_("Review")),
    Screen("lists", "lists.every", N_("Lists"), ("list_asking", "list_by_hand", "organisation")),
    Screen("overview", "overview.show", N_("Overview")),
)
SETTINGS = (
    Screen("policies", "policies.every", N_("Policies")),
    Screen("mappings", "mappings.every", N_("Confirmed mappings")),
    Screen("erasures", "erasures.every", N_("Erasures")),
    Screen("people", "people.every", N_("People")),
    Screen("keys", "keys.every", N_("Keys")),
    Screen("audit", "audit.every", N_("Log")),
    Screen("mail", "mail.every", N_("Mail")),
    Screen("webhooks", "webhooks.every", N_("Webhooks")),
)


def register(app: Flask, served: Served, context: AppContext | None) -> None:
    """Give templates of `app` the rail."""

    def waits_on(screen: Screen) -> int:
        if screen.name == "lists":
            engine = served.today()
            return len(engine.lists.out_of_date(engine.on))
        caller = g.get("caller")
        if screen.name not in ("review", "watches", "mail") or context is None or caller is None:
            return 0
        # The page that says that the storage failed has a rail, too, and says nothing of what waits.
        with suppress(StorageFailed):
            if screen.name == "watches":
                return sum(unseen_changes(context, caller.team).values())
            with context.database.read() as session:
                if screen.name == "mail":
                    return count_failed(session, caller.within)
                return count_wanted(session, caller.team, CaseFilter(), caller.id)
        return 0

    app.jinja_env.globals.update(
        may=may_open,
        daily_screens=lambda: screens(DAILY),
        settings_screens=lambda: screens(SETTINGS),
        waits_on=waits_on,
        start=lambda: first_screen() or url_for("check.show"),
        may_see_runs=may_see_runs,
    )


def screens(of: Sequence[Screen]) -> list[Screen]:
    """The screens among these that the caller may open, their labels in the language of the page."""
    there = [each for each in of if each.name in current_app.blueprints and may_open(each.endpoint)]
    if any(each.name == "upload" for each in there):
        there = [each for each in there if each.name != "runs"]
    return [Screen(each.name, each.endpoint, _(each.label), each.others) for each in there]


def first_screen() -> str:
    """Where somebody begins who may not check names; "" for all others, who begin there."""
    caller = g.get("caller")
    if caller is None or may_open("check.show"):
        return ""
    open_to = [*screens(DAILY), *screens(SETTINGS)]
    return url_for(open_to[0].endpoint) if open_to else url_for("account.overview")


def may_open(endpoint: str) -> bool:
    """Whether the caller may open an address."""
    caller = g.get("caller")
    return endpoint in routes().open or (caller is not None and caller.may(routes().needs[endpoint]))


def may_see_runs() -> bool:
    """Whether the caller may see what the team screened."""
    caller = g.get("caller")
    return caller is not None and caller.may(Permission.SEE_RUNS)
