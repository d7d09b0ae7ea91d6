"""The application: one blueprint a screen or protocol, and headers that let a page do nothing it need not do."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, Response, g, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.middleware.proxy_fix import ProxyFix

from screening.accounts.local_token import read_token
from screening.context import AppContext
from screening.engine import Engine, load_engine
from screening.file_locks import Slots
from screening.policy.read import available_policies
from screening.sandbox.engine import sandbox_engine, sandbox_policies
from screening.settings import read_settings
from watchlists.editions.data_folder import data_folder
from web import cookies, locales, operations, pages, problems, responses
from web.access import Access, add_quota_headers, is_lost_program
from web.api import blueprint as api
from web.compat.body_entities import BodyEntities
from web.compat.openrefine import blueprint as reconcile
from web.compat.yente import blueprint as yente
from web.compat.yente.entities import entity_lines
from web.config import Config
from web.directory import parties
from web.pages import forms, rail, token
from web.problems import Shape
from web.rates import Rates
from web.sandbox_switch import SandboxSwitch
from web.served_engine import Served

_SENT_AT_ONCE = 2**16  # bytes; the system takes as many for sending, whether the caller reads them or not
PROTOCOLS = ("/api/", reconcile.PATH, *yente.PATHS, "/metrics")


def create_app(
    config: Config,
    engine: Engine | None = None,
    clock: Callable[[], datetime] | None = None,
    context: AppContext | None = None,
    *,
    sandbox: bool = False,
) -> Flask:
    """Build the application; the engine is loaded here, once, unless a test brings its own.

    Sandbox keys are answered by a second one over invented bodies (`sandbox`), made when the first of them calls.

    `place` is the installation whose durable runs are served; without one, single checks and batches only.
    """
    now = clock or (lambda: datetime.now(UTC))
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024  # a name and its affiliations; whoever takes more says so
    if sandbox:
        loaded, policies = sandbox_engine(now().date()), sandbox_policies()
    else:
        loaded = engine or load_engine(config.policies, on=now().date(), data=data_folder(os.environ))
        policies = available_policies(os.environ)
    served = Served(loaded, policies, now)
    counts = config.rates or Path(tempfile.mkdtemp(prefix="screening-")) / "rates"
    access = Access(
        Rates(counts, lambda: now().timestamp()),
        pages.BLUEPRINTS,
        PROTOCOLS,
        Slots(counts.parent / "calls-at-once"),
        config.call_seconds,
        config.calls_at_once,
        context,
        read_token(context.settings if context else read_settings()),
        sandbox,
    )
    if context is not None and (hops := context.settings.trusted_proxies):
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    responses.register(app)
    locales.register(app, PROTOCOLS, config.translations)

    @app.before_request
    def admit() -> ResponseReturnValue | None:
        if request.method == "GET" and token.FIELD in request.args and access.is_for_people(request):
            return token.take_from_address(access)
        g.caller = access.who(request)
        g.slot = access.enter(g.caller, request)
        if g.caller is not None and g.caller.signed is not None:
            g.session_secret = cookies.secret_of(request)  # what forms prove that they were made for
        if request.path == "/" and (other := rail.first_screen()):
            return redirect(other)  # somebody who checks no names begins elsewhere
        access.allow(g.caller, request)
        return None

    @app.after_request
    def leave(response: Response) -> Response:
        if (slot := g.pop("slot", None)) is not None:
            # asked of a stream, its length would be found by reading it to its end
            if response.is_sequence and (response.calculate_content_length() or 0) <= _SENT_AT_ONCE:
                slot.close()
            else:
                response.call_on_close(slot.close)  # once the whole answer is sent, however slowly it is read
        return add_quota_headers(response)

    known = parties(loaded)
    forms.register(app, context.key if context else b"", pages.BLUEPRINTS)
    pages.register(app, served, known, access, context)
    token.register(app, access)
    app.register_blueprint(api.make_blueprint(served, access, known, entity_lines, context))
    bodies = BodyEntities.of(loaded)
    app.register_blueprint(yente.make_blueprint(served, access, known, bodies))
    app.register_blueprint(reconcile.make_blueprint(served, access, known, bodies))

    operations.register(app, context, loaded, now)
    problems.register(app, shape_of)
    if not sandbox:
        app.wsgi_app = SandboxSwitch(  # type: ignore[method-assign]
            app.wsgi_app, lambda: create_app(config, None, clock, context, sandbox=True), PROTOCOLS
        )
    return app


def shape_of(path: str) -> Shape:
    """The shape of an error by the address it happened at: our API's, a foreign protocol's, or a page."""
    if path.startswith("/api/"):
        return problems.as_problem
    if request.endpoint == "reconcile.view":
        return problems.as_page
    if path.startswith(reconcile.PATH):
        return problems.as_status
    if path.startswith(yente.PATHS):
        return problems.as_detail
    return problems.as_problem if is_lost_program(request) else problems.as_page
