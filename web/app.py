"""The application: one blueprint a screen, and headers that let a page do nothing it need not do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask, Response, render_template

from screening.engine import Engine, load_engine
from screening.errors import ScreeningError
from watchlists.errors import WatchlistError
from web import check
from web.config import Config

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def create_app(
    config: Config, engine: Engine | None = None, clock: Callable[[], datetime] | None = None
) -> Flask:
    """Build the application; the engine is loaded here, once, unless a test brings its own."""
    now = clock or (lambda: datetime.now(UTC))
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024  # a name and its affiliations; files come another way
    loaded = engine or load_engine(config.policies, on=now().date())
    app.register_blueprint(check.make_blueprint(loaded, now))

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.after_request
    def harden(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    @app.errorhandler(ScreeningError)
    def refused(error: ScreeningError) -> tuple[str, int]:
        return render_template("refused.html", sentence=error.sentence, code=error.code), error.status

    @app.errorhandler(WatchlistError)
    def unusable(error: WatchlistError) -> tuple[str, int]:
        return render_template("refused.html", sentence=error.sentence, code=error.code), 500

    @app.errorhandler(404)
    def missing(_error: Exception) -> tuple[str, int]:
        sentence = "There is no such page; start from Check."
        return render_template("refused.html", sentence=sentence, code="not-found"), 404

    return app
