"""Which language a page speaks, and in which form it shows dates and numbers: by visitor, never by server.

Texts are in the first language of the visitor's that there is a catalogue of (web/translations/README.md), else in
English. Dates and numbers follow the place as well: somebody who prefers German and is answered in English sees
"25 November 2026" and "1.234", English as it is written in Germany (CLDR's en-DE), so that no German month stands in
an English sentence. What programs ask for never depends on a visitor.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.localedata import locale_identifiers
from flask import Flask, Response, current_app, g, has_request_context, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

DEFAULT = Locale("en", "GB")  # a day before its month, in words: nobody misreads it
TRANSLATIONS = Path(__file__).with_name("translations")
COOKIE = "screening-locale"
_NAME = "screening-speech"  # among the extensions of the application
_KEPT_SECONDS = 365 * 86_400
_MOST_TAGS = 10  # of a header that may name thousands


@dataclass(frozen=True, slots=True)
class Speech:
    """How a page speaks: its locale, by name as well, and the catalogue of its language."""

    locale: Locale
    name: str  # "en_GB"
    texts: NullTranslations


_ENGLISH = Speech(DEFAULT, str(DEFAULT), NullTranslations())


def register(app: Flask, protocols: tuple[str, ...], translations: Path = TRANSLATIONS) -> None:
    """Give every page of `app` the locale of whoever looks at it; addresses of `protocols` always the default.

    Catalogues are read once, and what is chosen for a browser's header is remembered: a page asks a hundred times.
    """
    catalogues = read_catalogues(translations)

    @lru_cache(maxsize=256)
    def of_visitor(cookie: str, header: str) -> Speech:
        asked = [tag for tag, quality in parse_accept_header(header, LanguageAccept) if quality > 0]
        locale = chosen([cookie, *asked[:_MOST_TAGS]], catalogues)
        return Speech(locale, str(locale), catalogues[locale.language])

    def of_request() -> Speech:
        if request.path.startswith(protocols):
            return _ENGLISH
        return of_visitor(request.cookies.get(COOKIE, ""), request.headers.get("Accept-Language", ""))

    app.extensions[_NAME] = of_request
    environment = app.jinja_env
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True  # lines of a template may break where they like
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # the extension brings it
        gettext=lambda text: speech().texts.gettext(text),
        ngettext=lambda one, many, count: speech().texts.ngettext(one, many, count),
        newstyle=True,
    )
    environment.globals.update(
        offered_locales=lambda: offered(catalogues),
        wished_locale=lambda: request.cookies.get(COOKIE, ""),
    )


def speech() -> Speech:
    """How the page speaks that is being made; English where none is."""
    if not has_request_context():
        return _ENGLISH
    if "speech" not in g:
        g.speech = current_app.extensions[_NAME]()
    found: Speech = g.speech
    return found


def read_catalogues(translations: Path) -> Mapping[str, NullTranslations]:
    """Compiled catalogues by language; English needs none."""
    found: dict[str, NullTranslations] = {DEFAULT.language: NullTranslations()}
    for path in sorted(translations.glob("*/LC_MESSAGES/messages.mo")):
        with path.open("rb") as file:
            found[path.parent.parent.name] = GNUTranslations(file)
    return found


def chosen(wishes: Iterable[str], languages: Collection[str]) -> Locale:
    """The locale of a page for a visitor who wishes `wishes` (language tags, the dearest first)."""
    known = [locale for wish in wishes if (locale := _parsed(wish))]
    if not known:
        return DEFAULT
    text = next((each for each in known if each.language in languages), DEFAULT)
    place = known[0].territory or (_usual_territory(known[0]) if known[0].language != text.language else None)
    return _existing(text.language, place) or _existing(text.language, text.territory) or DEFAULT


def offered(languages: Collection[str]) -> list[tuple[str, str]]:
    """Locales to choose among, as tag and name in their own language, by name."""
    found = (Locale.parse(each) for each in locale_identifiers() if each.partition("_")[0] in languages)
    places = [each for each in found if each.territory and each.territory.isalpha() and not each.script]
    return sorted(
        (((str(each).replace("_", "-"), each.get_display_name() or str(each))) for each in places),
        key=lambda each: each[1],
    )


def keep(response: Response, wish: str, secure: bool) -> Response:
    """Let the browser remember what was chosen for a year; "" or what is no locale lets it forget."""
    if _parsed(wish) is None:
        response.delete_cookie(COOKIE, secure=secure, samesite="Lax", httponly=True)
    else:
        response.set_cookie(COOKIE, wish, max_age=_KEPT_SECONDS, secure=secure, samesite="Lax", httponly=True)
    return response


def _parsed(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag, sep="-") if tag else None
    except (ValueError, UnknownLocaleError):
        return None


def _usual_territory(locale: Locale) -> str | None:
    """Where a language is spoken most, as CLDR says: "DE" for German."""
    usual = get_global("likely_subtags").get(locale.language, "")
    return usual.rsplit("_", 1)[-1] or None


def _existing(language: str, territory: str | None) -> Locale | None:
    """The locale where CLDR knows it; English without a place is none, since it would put months first."""
    if territory is None and language == DEFAULT.language:
        return None
    try:
        return Locale(language, territory)
    except UnknownLocaleError:
        return None
