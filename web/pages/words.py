"""Words as pages show them; templates use these, and formats.py, and put no values together themselves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, g, url_for
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from screening.assessment.sentences import SCHEMES, listed_members_key, naming_document_text, not_known
from screening.labels import evidence_template, relation_text, wording
from screening.model import Evidence, Outcome
from screening.names.scripts import Script, script_of
from screening.policy.facts import read_questions
from screening.policy.identity import is_person
from screening.policy.naming_rules import keys_of
from watchlists.catalogue import read_catalogue
from watchlists.countries import country_name
from watchlists.measures import measure_table
from web import formats
from web.i18n import N_, TranslatedText, _
from web.locales import speech
from web.pages.decided import decided_case, decided_headline, text_after_decision, why_after_decision
from web.pages.user_agent import describe_user_agent

_LANGUAGES = {"han": "zh", "kana": "ja", "hangul": "ko", "cyrillic": "ru", "arabic": "ar", "hebrew": "he"}
_SCRIPTS = {
    "latin": N_("Latin script"),
    "han": N_("Chinese characters"),
    "kana": N_("Japanese script"),
    "hangul": N_("Korean script"),
    "cyrillic": N_("Cyrillic script"),
    "arabic": N_("Arabic script"),
    "greek": N_("Greek script"),
    "hebrew": N_("Hebrew script"),
    "other": N_("Other scripts"),
}
_SCHEMES = {
    "ror": N_("ROR id"),
    "orcid": N_("ORCID iD"),
    "lei": N_("Legal Entity Identifier"),
    "uscc": N_("Chinese company number"),
    "inn": N_("Russian tax number (INN)"),
    "ogrn": N_("Russian register number (OGRN)"),
    "company": N_("Company number"),
    "domain": N_("Web domain"),
    "email": N_("E-mail address"),
}


def register(app: Flask) -> None:
    """Give templates their filters."""
    for_visitor: dict[str, Callable[..., str]] = {
        "words": code_label,
        "translate": translate_label,
        "mark_english": mark_english,
        "script": script_label,
        "scheme": scheme_label,
        "browser": describe_user_agent,
        "day": formats.day,
        "day_text": formats.day_text,
        "day_short": formats.day_short,
        "moment": formats.moment,
        "duration": formats.duration,
        "number": formats.number,
        "file_size": formats.file_size,
        "signed": formats.signed,
        "fraction": formats.fraction,
    }
    app.jinja_env.filters.update({name: _each_time(each) for name, each in for_visitor.items()})
    app.jinja_env.filters.update(
        country=countries,
        lang=language,
        date=lambda iso: datetime.fromisoformat(iso).date(),
        web=web_address,
        list_ids=list_ids,
        sentences=sentences_of_change,
    )
    app.jinja_env.globals.update(
        page_language=lambda: speech().locale.language,
        page_direction=lambda: speech().locale.text_direction,
        wording=wording,
        measure_table=measure_table,
        relation_text=relation_text,
        is_person=is_person,
        outcome_label=outcome_label,
        not_known=not_known_label,
        listed_members=listed_members_label,
        by_text=by_text,
        by_sheet=by_sheet,
        decided_case=decided_case,
        decided_headline=decided_headline,
        why_after_decision=why_after_decision,
        text_after_decision=text_after_decision,
        names_country=names_country,
        evidence_words=evidence_words,
        figures=frozenset(feature for feature, words in wording().evidence.items() if words.figure),
        register_id=register_id,
        organisation_link=organisation_link,
        keys_of=keys_of,
        naming_document_text=naming_document_text,
        law_title=law_title,
        project_question=project_question,
        blueprints=lambda: app.blueprints,
        caller=lambda: g.get("caller"),
        page_locale=lambda: speech().name.replace("_", "-"),
    )


def list_ids(seen: str) -> list[str]:
    """The lists of the listings that a case holds as JSON, each once."""
    return list(dict.fromkeys(each.partition(":")[0] for each in json.loads(seen)))


def sentences_of_change(reasons: str) -> list[str]:
    """Why something changed about a row of a watch, of the JSON that is kept of it; each sentence once."""
    return list(dict.fromkeys(each["sentence"] for each in json.loads(reasons or "[]")))


def _each_time(shown: Callable[..., str]) -> Callable[..., str]:
    """The filter, asked whenever a page is made: of a constant Jinja would keep what the first visitor saw."""

    @pass_context
    def localise(context: Context, given: object) -> str:
        return shown(given)

    return localise


def countries(codes: str | tuple[str, ...]) -> str:
    """Names of countries in the language of the page: "CN US" gives "China, United States"."""
    parts = codes.split() if isinstance(codes, str) else codes
    return Markup("<bdi>{}</bdi>").format(", ".join(map(_country, parts))) if parts else ""


def _country(code: str) -> str:
    locale = speech().locale
    own = locale.territories.get(code) if locale.language != "en" else None
    return str(own or country_name(code))


def project_question(name: str) -> str:
    """The question behind a project fact; its name where an earlier version asked one that is no longer there."""
    known = read_questions().get(name)
    return known.asks if known else name


@cache
def law_title(list_id: str) -> str:
    """The title of the list of a law; its id where the catalogue has no such list."""
    entry = read_catalogue().get(list_id)
    return entry.watchlist.title if entry else list_id


def code_label(code: str) -> str:
    """A code as words: "licence_check" gives "licence check"."""
    return translate_label(code.replace("_", " "))


def scheme_label(scheme: str) -> str:
    """What an identifier is called: "ror" gives "ROR id"; of a scheme we do not know, its own name."""
    return _(_SCHEMES[scheme]) if scheme in _SCHEMES else scheme


def translate_label(text: str) -> str:
    """A text of labels.toml, roles.toml or the like in the language of the page; web/i18n_extract.py gathers them."""
    return _(text) if text else ""  # gettext gives the head of the catalogue for ""


def outcome_label(outcome: str, lists_current: bool = True) -> str:
    """An outcome in words; one that rests on lists that are out of date says so."""
    word = translate_label(wording().outcomes[outcome].word)
    if lists_current or outcome == Outcome.UNSCREENED:
        return word
    return translate_label(wording().sentences["out_of_date"]).format(outcome=word)


def not_known_label(is_like_listed: object) -> str:
    """What is said of an organisation that nothing is known of; whether a listed name is near, of a result or of its JSON."""
    return translate_label(not_known(is_like_listed=bool(is_like_listed)))


def listed_members_label(names: Sequence[str], mark: Callable[[str], Markup]) -> Markup:
    """That a body is on no list, and the listed ones that belong to it, their names marked up by `mark`."""
    said = translate_label(wording().sentences[listed_members_key(names)])
    return escape(said).format(count=len(names), names=Markup("; ").join(map(mark, names)))


def evidence_words(
    line: Evidence | Mapping[str, Any], mark: Callable[[str], Markup], with_note: bool = True
) -> Markup:
    """A line of evidence in words, its texts marked up by `mark`; of a result, or of its JSON."""
    piece = line if isinstance(line, Evidence) else Evidence(**line)
    template, said = evidence_template(piece, with_note=with_note)
    return escape(template).format(subject=mark(said.subject), listing=mark(said.listing), note=said.note)


def by_text(entries: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """What texts were recognised as, entries of one text together; of a result, or of its JSON."""
    texts: dict[str, list[Any]] = {}
    for each in entries:
        text = each["text"] if isinstance(each, Mapping) else each.text
        texts.setdefault(text, []).append(each)
    return list(texts.items())


def names_country(name: str, codes: str | Sequence[str] | None) -> bool:
    """Whether a name ends with its country already, as the register has "Huawei Technologies (China)".

    Of a saved answer the country is None where nobody knows it.
    """
    parts = codes.split() if isinstance(codes, str) else codes or ()
    return any(name.endswith(f"({country_name(code)})") for code in parts)


def by_sheet(places: Iterable[tuple[str, int]]) -> list[tuple[str, list[int]]]:
    """Rows of a list by their sheets, in the order in which the sheets come."""
    sheets: dict[str, list[int]] = {}
    for sheet, number in places:
        sheets.setdefault(sheet, []).append(number)
    return list(sheets.items())


def register_id(id_: str | None) -> str:
    """An id of the register as people know it: "ror:03b94tp07" gives "ROR 03b94tp07"; "" for one of ours."""
    scheme, _, value = (id_ or "").partition(":")
    return f"{SCHEMES[scheme]} {value}" if scheme in SCHEMES else ""


def mark_english(sentence: str) -> str:
    """A refusal's sentence; of the packages below it is English in every language, and says so."""
    return (
        sentence
        if isinstance(sentence, TranslatedText)
        else Markup('<span lang="en">{}</span>').format(sentence)
    )


def script_label(script: str) -> str:
    """What a writing system is called."""
    return translate_label(_SCRIPTS.get(script, script))


def language(text: str) -> str:
    """The language tag that makes a browser choose fitting letters; "" for Latin, whose language is not known."""
    found = script_of(text)
    return "" if found is Script.LATIN else _LANGUAGES.get(found.value, "")


def web_address(url: str) -> str:
    """The address where it is one of the web, "" for any other: no link of ours runs a script."""
    return url if urlsplit(url).scheme in ("http", "https") else ""


def organisation_link(id_: str) -> str:
    """The page of one organisation."""
    return url_for("organisation.show", party_id=id_)
