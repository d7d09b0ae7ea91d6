"""The pages, for people: one blueprint a screen. They show and pass on; they decide nothing.

Without an installation only what needs no storage is served: checks, organisations, lists and policies.
"""

from __future__ import annotations

from flask import Flask

from screening.context import AppContext
from web.access import Access
from web.directory import PartyDirectory
from web.pages import (
    account,
    audit,
    check,
    collaborator,
    editions,
    erasures,
    first_steps,
    help,
    keys,
    list_by_hand,
    list_refresh,
    lists,
    mail,
    mappings,
    memo,
    oidc,
    organisation,
    overview,
    people,
    policies,
    rail,
    review,
    runs,
    saved_checks,
    search,
    sign_in,
    token,
    two_factor,
    upload,
    watches,
    webhooks,
    words,
)
from web.pages.page_context import shown
from web.pages.sign_in_attempts import Attempts
from web.served_engine import Served

READING = (check, lists, policies, help)
KEEPING = (
    saved_checks,
    collaborator,
    overview,
    upload,
    runs,
    watches,
    mappings,
    list_refresh,
    list_by_hand,
    review,
    erasures,
    webhooks,
    mail,
)
PERSONAL = (sign_in, oidc, account, two_factor)
ADMINISTERING = (people, keys, audit)
BLUEPRINTS = frozenset(
    each.NAME for each in (*READING, organisation, memo, search, *KEEPING, *ADMINISTERING, *PERSONAL, token)
)


def register(
    app: Flask, served: Served, parties: PartyDirectory, access: Access, context: AppContext | None
) -> None:
    """Put every screen on the application."""
    everything = shown(served, parties, access)
    for screen in READING:
        app.register_blueprint(screen.make_blueprint(everything))
    for screen_of_both in (organisation, memo):  # with what a team decided, where there is one
        app.register_blueprint(screen_of_both.make_blueprint(everything, context))
    app.register_blueprint(search.make_blueprint(everything, context))
    if context is not None:
        for keeping in (*KEEPING, *ADMINISTERING):
            app.register_blueprint(keeping.make_blueprint(everything, context))
        attempts = Attempts(context)
        for personal in PERSONAL:
            app.register_blueprint(personal.make_blueprint(context, attempts))
        sign_in.register(app, context)
    words.register(app)
    rail.register(app, served, context)
    help.register(app)
    first_steps.register(app, served, context)
    editions.register(app, served)
