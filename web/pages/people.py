"""People and teams: who may do what, links to hand over, and accounts that are no longer used.

- A team's administrator sees and changes the people of the team in which he works now; other teams and their people are
  answered like those that do not exist. An installation administrator sees everybody, and makes and closes teams.
- A link is shown once, on the answer to the form that made it, and stands in no address of ours until it is opened; one
  that is mailed is not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from screening.accounts import AccessRole, administration
from screening.accounts.accounts import PersonRefused
from screening.accounts.mail_links import mail_address_of
from screening.accounts.roles import installation_meaning, meanings
from screening.accounts.teams import LastTeamAdministrator
from screening.context import AppContext
from screening.errors import ScreeningError
from screening.mail.outbox import MailOff
from web.i18n import _
from web.pages.page_context import PageContext
from web.pages.sorting import Key, Sort, sort_rows

NAME = "people"
_COLUMNS: Mapping[str, Key[administration.VisiblePerson]] = {
    "person": lambda each: each.person.name.casefold(),
    "login": lambda each: each.person.login,
    "team": lambda each: [place.title.casefold() for place in each.places],
    "state": lambda each: (each.person.disabled_at, each.person.password != "" or each.person.issuer != ""),
}


def make_blueprint(shown: PageContext, context: AppContext) -> Blueprint:
    """The blueprint of what administrators do about people."""
    page = Blueprint(NAME, __name__, url_prefix="/people")

    def listed(refused: ScreeningError | None = None, **more: object) -> ResponseReturnValue:
        sort = Sort.of(request.args, _COLUMNS, "")
        known = administration.everybody(context, g.caller.within) if g.caller.signed else []
        text = render_template(
            "people.html",
            everybody=sort_rows(known, sort, _COLUMNS),
            sort=sort,
            teams=administration.teams(context, g.caller.within),
            every_team=g.caller.within is None,
            helpless=not administration.has_installation_administrator(context),
            meanings=meanings(),
            installation=installation_meaning(),
            sends_mail=context.settings.sends_mail,
            given=request.form if refused else {},
            chosen=request.form.getlist("role") if refused else [request.args.get("role", "screener")],
            refused=refused,
            **more,
        )
        return text, refused.status if refused else 200

    def render_person(
        person_id: str, refused: ScreeningError | None = None, **more: object
    ) -> ResponseReturnValue:
        known = administration.one(context, person_id, g.caller.within)
        text = render_template(
            "person.html",
            known=known,
            held={each.team_id: each.roles for each in known.places},
            teams=administration.teams(context, g.caller.within),
            every_team=g.caller.within is None,
            meanings=meanings(),
            installation=installation_meaning(),
            mail_address=mail_address_of(known.person) if context.settings.sends_mail else "",
            refused=refused,
            **more,
        )
        return text, refused.status if refused else 200

    @page.get("/")
    def every() -> ResponseReturnValue:
        return listed()

    @page.post("/")
    def invite() -> ResponseReturnValue:
        given = request.form
        try:
            who = given.get("login", ""), given.get("name", ""), given.get("team", g.caller.within or "")
            roles, whose = roles_of(given.getlist("role")), {"by": _me(), "within": g.caller.within}
            if given.get("mail") == "yes":
                to = given.get("email", "").strip() or who[0]
                made, new = administration.invite_by_mail(context, *who, roles, to=to, **whose)
                return listed(mailed=made) if new else listed(added=made.login)
            made, secret = administration.invite(context, *who, roles, **whose)
        except ScreeningError as error:
            return listed(error)
        if not secret:  # nothing is shown of somebody else's account but what was typed
            return listed(added=made.login)
        return listed(link=link_to(context, secret), whose=made)

    @page.post("/teams")
    def add_team() -> ResponseReturnValue:
        try:
            administration.add_team(context, request.form.get("title", ""), by=_me())
        except ScreeningError as error:
            return listed(error)
        return redirect(url_for("people.every"), code=303)

    @page.post("/teams/<team_id>/close")
    def close_team(team_id: str) -> ResponseReturnValue:
        try:
            administration.close_team(context, team_id, by=_me())
        except administration.LastTeam as error:
            return listed(error)
        return redirect(url_for("people.every"), code=303)

    @page.get("/<person_id>")
    def one(person_id: str) -> ResponseReturnValue:
        return render_person(person_id)

    @page.post("/<person_id>/roles")
    def roles(person_id: str) -> ResponseReturnValue:
        team, wanted = request.form.get("team", ""), roles_of(request.form.getlist("role"))
        try:
            administration.set_roles(context, person_id, team, wanted, by=_me(), within=g.caller.within)
        except LastTeamAdministrator as error:
            return render_person(person_id, error)
        if g.caller.within is not None and not wanted:  # he is none of the team's any more
            return redirect(url_for("people.every"), code=303)
        return redirect(url_for("people.one", person_id=person_id), code=303)

    @page.post("/<person_id>/disable")
    def disable(person_id: str) -> ResponseReturnValue:
        return _done(person_id, administration.disable)

    @page.post("/<person_id>/enable")
    def enable(person_id: str) -> ResponseReturnValue:
        return _done(person_id, administration.enable)

    @page.post("/<person_id>/sessions/end")
    def end_sessions(person_id: str) -> ResponseReturnValue:
        return _done(person_id, administration.end_sessions)

    @page.post("/<person_id>/link")
    def link(person_id: str) -> ResponseReturnValue:
        mail = request.form.get("mail") == "yes"
        try:
            secret = administration.new_link(context, person_id, by=_me(), within=g.caller.within, mail=mail)
        except (PersonRefused, administration.BeyondTeam, MailOff) as error:
            return render_person(person_id, error)
        if mail:
            return render_person(person_id, mailed=True)
        return render_person(person_id, link=link_to(context, secret))

    def _done(person_id: str, act: Callable[..., None]) -> ResponseReturnValue:
        try:
            act(context, person_id, by=_me(), within=g.caller.within)
        except (administration.LastAdministrator, LastTeamAdministrator, administration.BeyondTeam) as error:
            return render_person(person_id, error)
        return redirect(url_for("people.one", person_id=person_id), code=303)

    return page


def roles_of(given: list[str]) -> frozenset[AccessRole]:
    """The roles named.

    Raises:
        PersonRefused: one of them is none; nobody loses roles by a form that names what there is not.
    """
    if set(given) - {role.value for role in AccessRole}:
        raise PersonRefused(_("There is no such role; choose among those shown."))
    return frozenset(map(AccessRole, given))


def link_to(context: AppContext, secret: str) -> str:
    """The whole address of a one-time link, as people outside reach it."""
    path = url_for("sign_in.welcome", secret=secret)
    return f"{context.settings.public_url.rstrip('/') or request.host_url.rstrip('/')}{path}"


def _me() -> str:
    """Who acts, for the log; without accounts nobody administers here."""
    if g.caller.signed is None:
        abort(404)
    return str(g.caller.id)
