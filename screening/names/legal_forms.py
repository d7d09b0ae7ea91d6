"""Legal forms: Ltd, ООО, Gesellschaft mit beschränkter Haftung, 股份有限公司.

They say how a body is incorporated, not which body it is, and are set aside before comparing. The table
legal_forms.csv gives each form as romanised words, its common kind and the countries where it is usual; words that
are content as often (bank, fund, trust, holding) are not in it. The last word of a name is never taken away.
"""

from __future__ import annotations

from collections.abc import Sequence

from screening.names.vocabulary import rows
from screening.vocabulary.cues import Cue, cue_words

_TABLE = rows("legal_forms")
_FORMS = {tuple(row["form"].split()): row["canonical"] for row in _TABLE if row["form"].isascii()}
_IN_ENGLISH = frozenset({"GB", "US"})
_COUNTRIES = {
    tuple(row["form"].split()): countries
    for row in _TABLE
    if (countries := frozenset(row["countries"].split())) and _IN_ENGLISH.isdisjoint(countries)
}
_STARTS: dict[str, int] = {}  # the first word of a form, and the most words such a form has
for _form in _FORMS:
    _STARTS[_form[0]] = max(len(_form), _STARTS.get(_form[0], 0))
_FIRST_TWO = {form[:2] for form in _FORMS}  # of one word, or the beginning of a longer one
_NEVER_FIRST = cue_words(Cue.FORM_ONLY_AT_THE_END)  # "ASA Electronics" is none of "Electronics"
_NATIVE = sorted((row["form"] for row in _TABLE if not row["form"].isascii()), key=len, reverse=True)
_OF_PERSONS = cue_words(Cue.FORM_AFTER_A_PERSON)  # set after a person's name by careless lists


def strip_forms(words: Sequence[str]) -> tuple[list[str], frozenset[str]]:
    """The words without legal forms, longest form first, and the kinds of forms taken away."""
    if _STARTS.keys().isdisjoint(words):
        return list(words), frozenset()
    kept: list[str] = []
    found: set[str] = set()
    at = 0
    while at < len(words):
        if words[at] in _STARTS and (at or words[at] not in _NEVER_FIRST) and (size := _form_at(words, at)):
            form = tuple(words[at : at + size])
            found.add(_FORMS[form] or " ".join(form))
            at += size
        else:
            kept.append(words[at])
            at += 1
    if sum(map(len, kept)) < 2:
        return list(words), frozenset()
    return kept, frozenset(found)


def countries_of_forms(words: Sequence[str]) -> frozenset[str]:
    """Where companies with the legal forms among these words are: "AG" in Germany, Austria and Switzerland.

    None for forms that companies of every country write in English, "Ltd" and "Inc".
    """
    found = (
        _COUNTRIES.get(tuple(words[first:last]))
        for first in range(len(words))
        for last in (first + 1, first + 2)
    )
    return frozenset().union(*filter(None, found))


def words_of_forms() -> frozenset[str]:
    """Every word that stands in a legal form in Latin letters."""
    return frozenset(word for form in _FORMS for word in form)


def form_places(words: Sequence[str]) -> frozenset[int]:
    """The places of the words that are of legal forms; a name is never all form."""
    if _STARTS.keys().isdisjoint(words):
        return frozenset()
    found: set[int] = set()
    at = 0
    while at < len(words):
        size = 0
        if words[at] in _STARTS and (at or words[at] not in _NEVER_FIRST):
            size = _form_at(words, at)
        found.update(range(at, at + size))
        at += size or 1
    return frozenset(found) if len(found) < len(words) else frozenset()


def _form_at(words: Sequence[str], at: int) -> int:
    if (words[at],) not in _FORMS and tuple(words[at : at + 2]) not in _FIRST_TWO:
        return 0  # as nearly always where a name says "national" or "state"
    most = min(_STARTS.get(words[at], 0), len(words) - at)
    return next((size for size in range(most, 0, -1) if tuple(words[at : at + size]) in _FORMS), 0)


def strip_native_form(text: str) -> str:
    """A name in Han, kana or Hangul without the legal form at its beginning or end."""
    for form in _NATIVE:
        if text.endswith(form) and len(text) > len(form) + 1:
            return text[: -len(form)].strip()
        if text.startswith(form) and len(text) > len(form) + 1:
            return text[len(form) :].strip()
    return text


def strip_form_of_person(words: Sequence[str]) -> list[str]:
    """A person's words without a form that stands last."""
    return list(words[:-1]) if len(words) > 2 and words[-1] in _OF_PERSONS else list(words)
