"""Names of parties whose publisher says what each name is: primary, alias, weak, former, native."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from watchlists.formats.support.non_us_names import bracketed, is_native, party, sorted_alias
from watchlists.model import ListedName, NameKind

Printed = tuple[str, str]  # a name as printed, and the kind its publisher gives it ("" where it gives none)


def body_names(list_id: str, names: Iterable[Printed]) -> tuple[ListedName, ...]:
    """The names of a body, the first being the primary one; an alias is held as what its form shows it to be."""
    return party(list_id, _body(names))


def _body(names: Iterable[Printed]) -> Iterator[ListedName]:
    for position, (text, kind) in enumerate(names):
        if position == 0:
            yield ListedName(text, NameKind.PRIMARY)
        elif not text:
            continue
        elif kind in ("", NameKind.ALIAS):
            yield sorted_alias(text)
        else:
            yield ListedName(text, NameKind(kind))
        yield from bracketed(text)


def person_names(names: Iterable[Printed]) -> tuple[ListedName, ...]:
    """The names of a person, the first being the primary one; a single word is weak whatever its publisher says."""
    kept: dict[str, ListedName] = {}
    for text, kind in names:
        if not kept:
            name = ListedName(text, NameKind.PRIMARY)
        elif not text:
            continue
        elif is_native(text):
            name = ListedName(text, NameKind.NATIVE)
        else:
            weak = kind == NameKind.WEAK_ALIAS or " " not in text
            name = ListedName(text, NameKind.WEAK_ALIAS if weak else NameKind(kind or NameKind.ALIAS))
        kept.setdefault(text.casefold(), name)
    return tuple(kept.values())


def key_of(reference: str) -> str:
    """A publisher's own reference as a key: lower case, and what no key may hold as hyphens."""
    return re.sub(r"[^a-z0-9./-]+", "-", reference.lower()).strip("-./") or "x"


def web_address(*texts: str) -> str:
    """The first of the texts that is the address of a page; publishers print remarks in that place too."""
    return next((text for text in texts if re.fullmatch(r"https?://\S+", text)), "")


def join_name_parts(*parts: str) -> str:
    """Parts of a name joined by single blanks, empty ones left out."""
    return " ".join(word for part in parts for word in part.split())
