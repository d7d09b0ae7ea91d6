"""The form that says why a list is watched, until when, and who gets mail: read whole, with every fault at its field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import g
from werkzeug.datastructures import MultiDict

from screening.accounts import administration
from screening.context import AppContext
from screening.storage.people_tables import Person
from screening.storage.watch_tables import Watch
from screening.watch.watches import (
    LONGEST_GROUND,
    LONGEST_NAME,
    MOST_DAYS,
    WatchTerms,
    faults_of_terms,
)
from web.i18n import _

_USUAL_DAYS = 365


@dataclass(frozen=True, slots=True)
class TermsForm:
    """What the form said: terms where they can be kept, else faults by field; `given` fills it in again."""

    given: MultiDict[str, str]
    faults: Mapping[str, str]
    terms: WatchTerms | None = None


def empty_form(context: AppContext, *, name: str = "") -> TermsForm:
    """The form before anybody filled it in: a year from today, and who asks gets mail."""
    ends_on = context.now().date() + timedelta(days=_USUAL_DAYS)
    given = MultiDict([("watch_name", name[:LONGEST_NAME]), ("ends_on", ends_on.isoformat())])
    return TermsForm(given, {})


def form_of(watch: Watch) -> TermsForm:
    """The form of a watch as it stands."""
    given = MultiDict(
        [
            ("watch_name", watch.name),
            ("purpose", watch.purpose),
            ("legal_basis", watch.legal_basis),
            ("ends_on", watch.ends_on),
            ("reference", watch.reference),
            ("weekly", "yes" if watch.is_weekly else ""),
        ]
    )
    for account in _told(watch):
        given.add("tell", account)
    return TermsForm(given, {})


def read_terms(context: AppContext, form: MultiDict[str, str], watch: Watch | None = None) -> TermsForm:
    """Read what was filled in.

    Args:
        context: the installation.
        form: as it was sent.
        watch: whose terms are changed, where there is one; what the form does not show stays.
    """
    faults: dict[str, str] = {}
    try:
        ends_on = date.fromisoformat(form.get("ends_on", "").strip())
    except ValueError:
        ends_on = date.max
        faults["ends_on"] = _("Enter the last day of watching as a date, such as 2027-11-30.")
    tell, is_weekly = (_told(watch), watch.is_weekly) if watch else ((), False)
    if context.settings.sends_mail:  # else the form shows nothing of it
        people = {each.actor for each in _people(context)}
        tell = tuple(dict.fromkeys(each for each in form.getlist("tell") if each in people))
        is_weekly = form.get("weekly") == "yes"
    terms = WatchTerms(
        name=form.get("watch_name", ""),
        purpose=form.get("purpose", ""),
        legal_basis=form.get("legal_basis", ""),
        ends_on=ends_on,
        owner=watch.owner if watch else "",
        tell=tell,
        is_weekly=is_weekly,
        reference=form.get("reference", "").strip(),
        metadata=json.loads(watch.metadata_json or "{}") if watch else {},
    )
    found = faults_of_terms(terms, context.now().date())
    faults = {("watch_name" if key == "name" else key): text for key, text in (found | faults).items()}
    return TermsForm(form, faults, None if faults else terms)


def terms_template_context(context: AppContext, form: TermsForm, owner: str = "") -> dict[str, Any]:
    """What the fields need in order to be shown; `owner` gets mail in any case, and is by default who asks."""
    today = context.now().date()
    return {
        "terms": form.given,
        "faults": form.faults,
        "told": form.given.getlist("tell"),
        "longest_name": LONGEST_NAME,
        "longest_ground": LONGEST_GROUND,
        "first_day": (today + timedelta(days=1)).isoformat(),
        "last_day": (today + timedelta(days=MOST_DAYS)).isoformat(),
        "people": _people(context) if context.settings.sends_mail else [],
        "sends_mail": context.settings.sends_mail,
        "owner": owner or g.caller.id,
    }


def _people(context: AppContext) -> list[Person]:
    """The people of the team, by name."""
    known = administration.everybody(context, g.caller.team)
    return [each.person for each in known if not each.person.disabled_at]


def _told(watch: Watch) -> tuple[str, ...]:
    return tuple(json.loads(watch.tell or "[]"))
