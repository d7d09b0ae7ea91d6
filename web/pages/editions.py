"""The lists that were looked in and their editions, as every answer shows them: the same for all answers of a day.

Made once for each locale and day, since it took a third of the time of a check's page.
"""

from __future__ import annotations

from flask import Flask, render_template
from markupsafe import Markup

from screening.engine import Engine
from screening.jobs.kept import Kept
from web.locales import speech

_MOST = 50  # locales of one day


def register(app: Flask) -> None:
    """Let templates of `app` show the editions of an engine by `editions(engine)`."""
    kept: Kept[Markup] = Kept(_MOST)

    @app.template_global("editions")
    def editions(engine: Engine) -> Markup:
        held = tuple(each.snapshot.file_sha256 for each in engine.library.lists.values())
        return kept.get((speech().name, engine.on, held), lambda: _made(engine))


def _made(engine: Engine) -> Markup:
    return Markup(render_template("editions.html", engine=engine, stale=engine.lists.stale(engine.on)))  # noqa: S704 - made by a template
