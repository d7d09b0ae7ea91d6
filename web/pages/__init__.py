"""The pages, for people: one blueprint a screen. They show and pass on; they decide nothing.

Without an installation only what needs no storage is served: checks, organisations, lists and policies.
"""

from __future__ import annotations

from flask import Flask

from screening.jobs import Installation
from web.access import Access
from web.pages import (
    account,
    audit,
    check,
    checks,
    editions,
    erasures,
    keys,
    list_asking,
    list_by_hand,
    lists,
    mappings,
    oidc,
    organisation,
    overview,
    people,
    policies,
    review,
    runs,
    sign_in,
    token,
    two_factor,
    upload,
    webhooks,
    words,
)
from web.pages.attempts import Attempts
from web.pages.shown import shown
from web.parties import Parties
from web.served import Served

READING = (check, lists, policies)
KEEPING = (checks, overview, upload, runs, mappings, list_asking, list_by_hand, review, erasures, webhooks)
PERSONAL = (sign_in, oidc, account, two_factor)
ADMINISTERING = (people, keys, audit)
BLUEPRINTS = frozenset(
    each.NAME for each in (*READING, organisation, *KEEPING, *ADMINISTERING, *PERSONAL, token)
)


def register(
    app: Flask, served: Served, parties: Parties, access: Access, place: Installation | None
) -> None:
    """Put every screen on the application."""
    everything = shown(served, parties, access)
    for screen in READING:
        app.register_blueprint(screen.make_blueprint(everything))
    app.register_blueprint(organisation.make_blueprint(everything, place))  # with what a team decided
    if place is not None:
        for keeping in (*KEEPING, *ADMINISTERING):
            app.register_blueprint(keeping.make_blueprint(everything, place))
        attempts = Attempts(place)
        for personal in PERSONAL:
            app.register_blueprint(personal.make_blueprint(place, attempts))
        sign_in.register(app, place)
    words.register(app)
    editions.register(app, served)
