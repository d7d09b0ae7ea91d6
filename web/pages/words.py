"""Words, days and numbers as pages show them; templates use these and put no values together themselves."""

from __future__ import annotations

from datetime import date, datetime
from urllib.parse import urlsplit

from flask import Flask, current_app, g, url_for

from screening.names.scripts import Script, script_of
from screening.wording import wording
from watchlists.countries import country_name
from web.pages.browsers import in_words
from web.routes import routes

SCREENS = (  # blueprint, endpoint and label of the rail, in its order
    ("check", "check.show", "Check"),
    ("upload", "upload.ask", "Upload"),
    ("runs", "runs.every", "Runs"),
    ("review", "review.queue", "Review"),
    ("lists", "lists.every", "Lists"),
    ("policies", "policies.every", "Policies"),
    ("overview", "overview.show", "Overview"),
    ("people", "people.every", "People"),
    ("keys", "keys.every", "Keys"),
    ("audit", "audit.every", "Log"),
    ("webhooks", "webhooks.every", "Webhooks"),
)
_LANGUAGES = {"han": "zh", "kana": "ja", "hangul": "ko", "cyrillic": "ru", "arabic": "ar", "hebrew": "he"}
_SCRIPTS = {
    "latin": "Latin script",
    "han": "Chinese characters",
    "kana": "Japanese script",
    "hangul": "Korean script",
    "cyrillic": "Cyrillic script",
    "arabic": "Arabic script",
    "greek": "Greek script",
    "hebrew": "Hebrew script",
    "other": "Other scripts",
}


def register(app: Flask) -> None:
    """Give templates their filters."""
    app.jinja_env.filters.update(
        country=countries,
        words=plain,
        script=script_words,
        lang=language,
        day=day,
        date=lambda iso: datetime.fromisoformat(iso).date(),
        web=web_address,
        moment=moment,
        duration=duration,
        browser=in_words,
    )
    app.jinja_env.globals.update(
        wording=wording,
        organisation_link=organisation_link,
        blueprints=lambda: app.blueprints,
        caller=lambda: g.get("caller"),
        may=_may_open,
        screens=screens,
        start=lambda: first_screen() or url_for("check.show"),
    )


def screens() -> list[tuple[str, str, str]]:
    """The screens that the caller may open."""
    return [each for each in SCREENS if each[0] in current_app.blueprints and _may_open(each[1])]


def first_screen() -> str:
    """Where somebody begins who may not check names; "" for all others, who begin there."""
    caller = g.get("caller")
    if caller is None or _may_open("check.show"):
        return ""
    return url_for(screens()[0][1]) if screens() else url_for("account.own")


def _may_open(endpoint: str) -> bool:
    caller = g.get("caller")
    return endpoint in routes().open or (caller is not None and caller.may(routes().needs[endpoint]))


def countries(codes: str | tuple[str, ...]) -> str:
    """Names of countries: "CN US" gives "China, United States"."""
    parts = codes.split() if isinstance(codes, str) else codes
    return ", ".join(country_name(code) for code in parts)


def plain(code: str) -> str:
    """A code as words: "licence_check" gives "licence check"."""
    return code.replace("_", " ")


def script_words(script: str) -> str:
    """What a writing system is called."""
    return _SCRIPTS.get(script, script)


def language(text: str) -> str:
    """The language tag that makes a browser choose fitting letters; "" for Latin, whose language is not known."""
    found = script_of(text)
    return "" if found is Script.LATIN else _LANGUAGES.get(found.value, "")


def day(given: date | None) -> str:
    """A day that nobody misreads: 14 May 2001."""
    return f"{given.day} {given:%B %Y}" if given else "not given"


def moment(iso: str) -> str:
    """A moment of the database (ISO 8601, UTC) for reading: 25 November 2026, 09:30 UTC."""
    if not iso:
        return ""
    given = datetime.fromisoformat(iso)
    return f"{day(given.date())}, {given:%H:%M} UTC"


def duration(seconds: float) -> str:
    """About how long: "40 seconds", "3 minutes"."""
    if seconds < 90:
        return f"{max(1, round(seconds))} seconds"
    return f"{round(seconds / 60)} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"


def web_address(url: str) -> str:
    """The address where it is one of the web, "" for any other: no link of ours runs a script."""
    return url if urlsplit(url).scheme in ("http", "https") else ""


def organisation_link(id_: str) -> str:
    """The page of one organisation."""
    return url_for("organisation.show", party_id=id_)
