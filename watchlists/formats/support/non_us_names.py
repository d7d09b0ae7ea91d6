"""Names as non-US publishers print them: brackets with an acronym or a native form, and aliases that mislead.

The print is kept whole as the primary name; what is read out of it stands after it with a note. Aliases that
curated knowledge calls weak, subordinate, contested or fragments are held as such; an acronym stays an
acronym, which never matches alone anyway, and takes the note.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from watchlists.formats.support.typing_tables import is_generic, is_legal_form
from watchlists.knowledge import AliasConflict, read_alias_conflicts
from watchlists.model import ListedName, NameKind

LAST_BRACKET = re.compile(r"^(?P<before>.+?)\s*[(（](?P<inside>(?:[^()（）]|[(（][^()（）]*[)）])+)[)）]\s*$")
SHORT_WORD = 5  # letters; a lone word this short is mostly somebody else's too ("Bears", "Cham")
LONGEST_ACRONYM = 12  # characters; longer words in capitals are names in capitals
# Which language a name is in, as it is printed before the name ("Russian: Росгвардия"); some prints drop or double a letter.
LANGUAGE = re.compile(
    r"^(?:Chinese|Rus+ian|Belarus+ian|Ukrainian|Kazakh|Azerbaijani|Arabic|Persian|Farsi|Korean|English)\s*:\s*",
    re.IGNORECASE,
)
PLACE_IN_HAN = 2  # characters
SPOKEN_FROM = 5  # letters; a longer word in capitals with a vowel in four is read as a word
VOWELS = frozenset("AEIOUY")
HELD_AS_PRINTED = (NameKind.PRIMARY, NameKind.CORRECTION)


def is_native(text: str) -> bool:
    """Whether at least half of the letters are neither Latin nor marks."""
    letters = [sign for sign in text if sign.isalpha()]
    foreign = sum(not unicodedata.name(sign, "").startswith("LATIN") for sign in letters)
    return bool(letters) and foreign * 2 >= len(letters)


def is_acronym(text: str) -> bool:
    """Whether the text is one short word of mostly capitals that does not read as a word.

    The UN and UK print whole names in capitals: "GLOCOM" is a name, "HPSTAR" and "BUAA" are not.
    """
    letters = [sign for sign in text if sign.isalpha()]
    capitals = sum(sign.isupper() for sign in letters)
    if " " in text or len(text) > LONGEST_ACRONYM or capitals < 2 or capitals * 2 <= len(letters):
        return False
    vowels = sum(sign in VOWELS for sign in letters)
    return len(letters) <= SPOKEN_FROM or capitals < len(letters) or vowels * 4 < len(letters)


def sorted_alias(text: str, note: str = "") -> ListedName:
    """An alias, acronym, native form, weak alias or fragment, by its own form alone."""
    if is_legal_form(text):
        return ListedName(text, NameKind.FRAGMENT, note or "a legal form, not a name")
    if is_native(text):
        return ListedName(text, NameKind.NATIVE, note)
    if is_generic(text):
        return ListedName(text, NameKind.WEAK_ALIAS, note or "no word of it tells one body from another")
    if is_acronym(text):
        return ListedName(text, NameKind.ACRONYM, note)
    if len(text) <= SHORT_WORD and text.isascii() and " " not in text:
        return ListedName(text, NameKind.WEAK_ALIAS, note or "a single short word")
    return ListedName(text, NameKind.ALIAS, note)


def bracketed(text: str) -> Iterator[ListedName]:
    """Names that stand in brackets at the end of a print, and the print without them."""
    bare = text
    while (found := LAST_BRACKET.match(bare)) and _names_it(found["inside"]):
        bare = found["before"]
        yield _inside(found["inside"].strip())
    if bare != text:
        yield sorted_alias(bare, "read without what is printed in brackets")


def _inside(text: str) -> ListedName:
    """What stands in brackets: two Han characters there are a place, as in 中国地质大学（武汉）."""
    if len(text) == PLACE_IN_HAN and is_native(text):
        return ListedName(text, NameKind.FRAGMENT, "printed in brackets: a place, not a name")
    return sorted_alias(LANGUAGE.sub("", text), "printed in brackets")


def party(list_id: str, names: Iterable[ListedName]) -> tuple[ListedName, ...]:
    """The names of one listing, the primary one first, none twice, misleading aliases held as what they are."""
    names = list(names)
    known = _conflicts(list_id, names[0].text)
    kept: dict[str, ListedName] = {}
    for name in names:
        key = " ".join(name.text.split()).casefold()
        kept.setdefault(key, _judged(name, known.get(key)))
    return tuple(kept.values())


def _names_it(inside: str) -> bool:
    return is_native(inside) or is_acronym(inside.strip())


def _judged(name: ListedName, conflict: AliasConflict | None) -> ListedName:
    if conflict is None or name.kind in HELD_AS_PRINTED:
        return name
    kept_acronym = name.kind is NameKind.ACRONYM and conflict.name_kind is NameKind.WEAK_ALIAS
    kind = NameKind.ACRONYM if kept_acronym else conflict.name_kind
    return ListedName(name.text, kind, f"{conflict.bearer}: {conflict.reason}")


@cache
def _by_listing() -> dict[tuple[str, str], dict[str, AliasConflict]]:
    found: dict[tuple[str, str], dict[str, AliasConflict]] = {}
    for conflict in read_alias_conflicts():
        found.setdefault((conflict.list, conflict.listing), {})[conflict.alias.casefold()] = conflict
    return found


def _conflicts(list_id: str, primary: str) -> dict[str, AliasConflict]:
    return _by_listing().get((list_id, primary), {})
