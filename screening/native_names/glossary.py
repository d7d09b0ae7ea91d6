"""What native words mean: terms with their English translations, and places, from the tables of this package.

A table learned from parallel names gives chances: of a hundred names with 航空 57 say "airlines" and 40 "aviation". A
dictionary gives none; its words count as one of four each. Where several tables have a term, the learned one decides.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from screening.names.scripts import Script
from screening.native_names.english import stem, stems_of_class
from screening.native_names.native_words import fold_japanese, glossary_key, run_on_text, spaced_words
from screening.native_names.vocabulary import rows
from screening.vocabulary import vocabulary

_DICTIONARY_CHANCE = 0.25
_BY_HAND_CHANCE = 0.4
_COINED_CHANCE = 0.9
_ONE_CHANCE = 0.02

Translations = dict[str, float]  # stems with their chances


@cache
def glossary(script: Script) -> dict[str, Translations]:
    """The terms of a script with the stems of their translations."""
    if script is Script.KANA:
        return _japanese_glossary()
    found: dict[str, Translations] = {}
    for table, chance in (
        (f"cedict_{script}", _DICTIONARY_CHANCE),
        (f"trade_words_{script}", _BY_HAND_CHANCE),
    ):
        for row in rows(table):
            found.setdefault(row["term"], {}).update((stem(word), chance) for word in row["english"].split())
    for table in ("brands", "glossary"):
        for row in rows(f"{table}_{script}"):
            found.setdefault(row["term"], {}).update(_chances(row["translations"]))
    for native, english in _coined(script):
        found.setdefault(native, {}).update((stem(word), _COINED_CHANCE) for word in english.split())
    return found


def _japanese_glossary() -> dict[str, Translations]:
    """Terms of Japanese names: the words in Han characters that Chinese has too, and those in kana."""
    found = {
        term: dict(meaning)
        for term, meaning in glossary(Script.HAN).items()
        if term not in coined_brands(Script.HAN)
    }
    for row in rows("trade_words_kana"):
        found[fold_japanese(row["term"])] = {stem(word): _BY_HAND_CHANCE for word in row["english"].split()}
    for native, english in _coined(Script.KANA):
        found[native] = {stem(word): _COINED_CHANCE for word in english.split()}
    return found


@cache
def _coined(script: Script) -> tuple[tuple[str, str], ...]:
    """The rows of coined brands of a script: how a text's words have the brand, and its English forms."""
    return tuple(
        (_as_in_texts(row["native"], script), row["english"])
        for row in rows("coined_brands")
        if row["script"] == script
    )


def _as_in_texts(native: str, script: Script) -> str:
    """A brand as the words of a text are read; one that is written in several words or in one is one here."""
    if script in (Script.KANA, Script.HANGUL):
        return run_on_text(native, script)
    if script is Script.ARABIC:
        return glossary_key("".join(spaced_words(native, script)), script)
    return native


def _chances(translations: str) -> Translations:
    pairs = (each.rsplit(":", 1) for each in translations.split())
    return {stem(word): float(chance) for word, chance in pairs}


@cache
def phrases(script: Script) -> dict[str, frozenset[str]]:
    """The terms that several words translate together, all of them: 进出口 is import and export, 邮政储蓄 postal savings.

    Words of one translation stand beside each other in parallel names, and are learned with one chance.
    """
    found: dict[str, frozenset[str]] = {}
    for table in ("brands", "glossary"):
        for row in rows(f"{table}_{script}"):
            chances = _chances(row["translations"])
            top = max(chances.values())
            together = frozenset(short for short, chance in chances.items() if chance >= top - _ONE_CHANCE)
            if len(together) > 1:
                found[row["term"]] = together
    return found


@cache
def common_stems() -> frozenset[str]:
    """Stems of words of trade, of a dictionary, and of bodies of several countries: none of them is a brand by itself."""
    words = set(vocabulary().known) | {row["word"] for row in rows("common_english")}
    for script in Script:
        for table in (f"cedict_{script}", f"trade_words_{script}"):
            words.update(word for row in rows(table) for word in row["english"].split())
    stems = stems_of_class("general") | stems_of_class("kind") | frozenset(map(stem, words))
    return stems - frozenset(stem(row["english"].split()[0]) for row in rows("coined_brands"))


@cache
def coined_brands(script: Script) -> frozenset[str]:
    """The brands in a script whose English form is known, however it came about."""
    return frozenset(native for native, _ in _coined(script))


@cache
def stems_of_coined_brands(script: Script) -> frozenset[str]:
    """The stems of what the coined brands in a script are called in English."""
    return frozenset(stem(word) for _, english in _coined(script) for word in english.split())


@cache
def chinese_brands() -> dict[str, tuple[str, ...]]:
    """The coined brands in Han characters by the one word of their English form.

    Without those that are words of trade (航天科工): in pinyin they are any company's.
    """
    terms = {row["term"] for table in ("glossary_han", "trade_words_han") for row in rows(table)}
    found: dict[str, tuple[str, ...]] = {}
    for row in rows("coined_brands"):
        if (
            row["script"] == Script.HAN
            and " " not in row["english"]
            and not _is_made_of(row["native"], terms)
        ):
            found[row["english"]] = (*found.get(row["english"], ()), row["native"])
    return found


def is_made_of_trade_words(text: str) -> bool:
    """Whether a text in Han characters is words of trade and science and nothing else: 自动化, 材料科学与工程."""
    return _is_made_of(text, _words_in_han())


@cache
def _words_in_han() -> frozenset[str]:
    """The terms of the tables that have words of trade in Han characters, and what joins two of them."""
    tables = ("glossary_han", "trade_words_han", "cedict_han")
    return frozenset(row["term"] for table in tables for row in rows(table)) | {"与", "和", "及"}


def _is_made_of(name: str, terms: Collection[str]) -> bool:
    """Say whether a name is terms and nothing else."""
    ends = {0}
    for end in range(1, len(name) + 1):
        if any(name[start:end] in terms for start in ends):
            ends.add(end)
    return len(name) in ends


@cache
def native_places(script: Script) -> dict[str, tuple[str, ...]]:
    """Towns and provinces in a script with the words of their English names, each in whatever spelling."""
    found: dict[str, tuple[str, ...]] = {}
    for row in rows(f"places_{script}"):
        found[row["place"]] = tuple(dict.fromkeys((*found.get(row["place"], ()), *row["english"].split())))
    return found


@cache
def countries_of_places(script: Script) -> dict[str, frozenset[str]]:
    """The countries that a place of a script may lie in."""
    found: dict[str, frozenset[str]] = {}
    for row in rows(f"places_{script}"):
        found[row["place"]] = found.get(row["place"], frozenset()) | {row["country"]}
    return found
