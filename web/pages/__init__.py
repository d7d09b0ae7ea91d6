"""The pages, for people: one blueprint a screen. They show and pass on; they decide nothing."""

from __future__ import annotations

from flask import Flask

from web.pages import check, lists, organisation, policies, words
from web.pages.shown import shown
from web.parties import Parties
from web.served import Served

SCREENS = (check, organisation, lists, policies)
BLUEPRINTS = frozenset(each.NAME for each in SCREENS)


def register(app: Flask, served: Served, parties: Parties) -> None:
    """Put every screen on the application."""
    words.register(app)
    everything = shown(served, parties)
    for screen in SCREENS:
        app.register_blueprint(screen.make_blueprint(everything))
