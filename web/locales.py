"""Which language a page speaks, and in which form it shows dates and numbers: by visitor, never by server.

Texts are in the first language of the visitor's that there is a catalogue of (web/translations/README.md), else in
English. Dates and numbers follow the place as well: somebody who prefers German and is answered in English sees
"25 November 2026" and "1.234", English as it is written in Germany (CLDR's en-DE), so that no German month stands in
an English sentence. What programs ask for never depends on a visitor.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.localedata import locale_identifiers
from flask import Flask, Response, request
from flask_babel import Babel

DEFAULT = Locale("en", "GB")  # a day before its month, in words: nobody misreads it
TRANSLATIONS = Path(__file__).with_name("translations")
COOKIE = "screening-locale"
_KEPT_SECONDS = 365 * 86_400
_MOST_TAGS = 10  # of a header that may name thousands


def register(app: Flask, protocols: tuple[str, ...], translations: Path = TRANSLATIONS) -> None:
    """Give every page of `app` the locale of whoever looks at it; addresses of `protocols` always the default."""
    languages = spoken(translations)

    def select() -> Locale:
        if request.path.startswith(protocols):
            return DEFAULT
        asked = [tag for tag, quality in request.accept_languages if quality > 0]
        return chosen([request.cookies.get(COOKIE, ""), *asked[:_MOST_TAGS]], languages)

    Babel(
        app,
        default_locale=str(DEFAULT),
        default_translation_directories=str(translations),
        locale_selector=select,
    )
    app.jinja_env.policies["ext.i18n.trimmed"] = True  # lines of a template may break where they like
    app.jinja_env.globals.update(
        offered_locales=lambda: offered(languages),
        wished_locale=lambda: request.cookies.get(COOKIE, ""),
    )


def spoken(translations: Path) -> frozenset[str]:
    """Languages that there is a compiled catalogue of, and English, which needs none."""
    return frozenset(
        {DEFAULT.language, *(path.parent.parent.name for path in translations.glob("*/LC_MESSAGES/*.mo"))}
    )


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
