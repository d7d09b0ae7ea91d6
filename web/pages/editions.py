"""The lists that were looked in and their editions, as every answer shows them, and the banner of those that are old.

The editions are made once for each locale and day, since it took a third of the time of a check's page.
"""

from __future__ import annotations

from datetime import date

from flask import Flask, g, render_template
from markupsafe import Markup

from screening.caches import LruCache
from screening.engine import Engine
from watchlists.catalogue import read_catalogue
from watchlists.library import LoadedList
from web.locales import speech
from web.served_engine import Served

_MOST = 50  # locales of one day
# Where somebody looks something up, begins to, or keeps the lists; elsewhere the banner would only be in the way.
SCREENS = frozenset(
    {"check", "upload", "overview", "lists", "list_asking", "list_by_hand", "runs", "organisation"}
)


def register(app: Flask, served: Served) -> None:
    """Let templates of `app` show the editions of an engine by `editions(engine)`, and the banner of old lists."""
    cache: LruCache[Markup] = LruCache(_MOST)

    @app.template_global("editions")
    def editions(engine: Engine) -> Markup:
        held = tuple(each.snapshot.file_sha256 for each in engine.library.lists.values())
        return cache.get((speech().name, engine.on, held), lambda: _made(engine))

    @app.template_global("shows_old_lists")
    def shows_old_lists(screen: str) -> bool:
        return screen in SCREENS and g.get("caller") is not None

    @app.template_global("lists_out_of_date")
    def lists_out_of_date() -> list[LoadedList]:
        engine = served.today()
        return [engine.library.lists[each] for each in engine.lists.out_of_date(engine.on)]

    @app.template_global("out_of_date_on")
    def out_of_date_on() -> date:
        return served.today().on

    @app.template_global("fetchable_lists")
    def fetchable_lists() -> frozenset[str]:
        return frozenset(key for key, entry in read_catalogue().items() if entry.source)


def _made(engine: Engine) -> Markup:
    made = render_template("editions.html", engine=engine, out_of_date=engine.lists.out_of_date(engine.on))
    return Markup(made)  # noqa: S704 - made by a template
