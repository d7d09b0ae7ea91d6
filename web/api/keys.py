"""API keys and teams over HTTP, for administrators of the key's team: list and make keys, revoke them, see who is in a team."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, g, request, url_for

from screening.accounts import AccessRole, administration, keys
from screening.accounts.one_time_links import FIRST_TEAM
from screening.accounts.sessions import TeamUnknown
from screening.context import AppContext
from screening.storage.people_tables import ApiKey
from web.access import Forbidden
from web.api.described import described
from web.api.keys_answers import (
    KeyAnswer,
    KeyJson,
    KeyRequest,
    KeysAnswer,
    MemberJson,
    NewKeyJson,
    TeamAnswer,
    TeamJson,
    TeamsAnswer,
)
from web.api.paging import PageRequest, page_in_memory, with_link
from web.api.validation import query_of, validate
from web.i18n import _
from web.responses import as_json
from web.strict_json import body_json

_MADE_BY_KEYS = "key:"


def add_to(api: Blueprint, there: Callable[[], AppContext]) -> None:
    """Answer `/keys` and `/teams`; `there` gives the installation or refuses."""

    def shown(key: ApiKey) -> KeyJson:
        return KeyJson.of(key, there().now().date())

    @api.get("/keys", endpoint="keys")
    @described(
        "The API keys, without their secrets", query=PageRequest, answer=KeysAnswer, refusals=(422, 503)
    )
    def every() -> Response:
        asked, found = query_of(PageRequest), keys.every_key(there(), g.caller.within)
        page, following = page_in_memory(found, asked, lambda each: each.id)
        return with_link(as_json(KeysAnswer(keys=[*map(shown, page)], next=following)), following)

    @api.post("/keys")
    @described(
        "Make an API key; only this answer shows its text",
        body=KeyRequest,
        answer=NewKeyJson,
        status=201,
        refusals=(400, 404, 409, 413, 422, 503),
    )
    def make_key() -> Response:
        context = there()
        asked = validate(KeyRequest, body_json(request))
        _check_roles(asked.roles)
        secret = keys.make_key(
            context,
            asked.holder,
            by=g.caller.id,
            team=asked.team or g.caller.within or FIRST_TEAM,
            roles=asked.roles,
            calls_per_minute=asked.calls_per_minute,
            subjects_per_day=asked.subjects_per_day,
            characters_per_day=asked.characters_per_day,
            ends_on=asked.ends_on,
            sandbox=asked.sandbox,
            within=g.caller.within,
        )
        made = keys.one_key(context, keys.id_of(secret))
        answer = as_json(NewKeyJson(key=shown(made), secret=secret), 201)
        answer.headers["Location"] = url_for("api.one_key", key_id=made.id)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @api.get("/keys/<key_id>")
    @described("One API key", answer=KeyAnswer, refusals=(404, 503))
    def one_key(key_id: str) -> Response:
        return as_json(KeyAnswer(key=shown(keys.one_key(there(), key_id, g.caller.within))))

    @api.delete("/keys/<key_id>")
    @described("Revoke an API key, at once and for ever", answer=KeyAnswer, refusals=(404, 503))
    def revoke_key(key_id: str) -> Response:
        revoked = keys.revoke_key(there(), key_id, by=g.caller.id, within=g.caller.within)
        return as_json(KeyAnswer(key=shown(revoked)))

    @api.get("/teams")
    @described(
        "The teams for which the caller may make keys and webhooks",
        query=PageRequest,
        answer=TeamsAnswer,
        refusals=(422, 503),
    )
    def teams() -> Response:
        asked, found = query_of(PageRequest), administration.teams(there(), g.caller.within)
        page, following = page_in_memory(found, asked, lambda each: each.id)
        return with_link(as_json(TeamsAnswer(teams=[*map(TeamJson.of, page)], next=following)), following)

    @api.get("/teams/<team_id>")
    @described("A team, and who is in it with which roles", answer=TeamAnswer, refusals=(404, 503))
    def one_team(team_id: str) -> Response:
        members = administration.members(there(), team_id, g.caller.within)
        for team in administration.teams(there(), team_id):
            found = [*map(MemberJson.of, members)]
            return as_json(TeamAnswer(team=TeamJson.of(team), members=found))
        raise TeamUnknown(_("There is no such team; look at the list of teams."))  # closed meanwhile


def _check_roles(roles: list[AccessRole]) -> None:
    """Let no key make keys that administer: whoever stole one could go on after it was revoked.

    Raises:
        Forbidden: a key asks for one.
    """
    if AccessRole.ADMINISTRATOR in roles and g.caller.id.startswith(_MADE_BY_KEYS):
        raise Forbidden(
            _(
                "A key makes no key that administers; an administrator makes it on the page or the command line."
            )
        )
