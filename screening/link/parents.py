"""Parents that listed names say themselves: what a publisher names as the parent, and "LISTED NAME + institute".

A listing whose name is another listed body's with a unit before or after it ("X Academy No. 3 Institute") stands under
that body.
"""

from __future__ import annotations

import re

from screening.affiliations.tokens import HAN, name_words
from screening.link.bearers import BearerTie, Strength
from screening.link.ledger import key_of
from screening.link.universe import Assembly, Draft, relation_of
from screening.model import Relation
from screening.vocabulary.cues import Cue, cue_words
from watchlists.model import NameKind

_UNITS = cue_words(Cue.UNIT_OF_A_PARENT)
_FEWEST_WORDS = 3
_SHARE = re.compile(r"\(?\s*(\d{1,3}(?:\.\d+)?\s*%)[^)]*\)?")


def add_listed_parents(assembly: Assembly) -> None:
    """Tie listed drafts to listed parents, and drop no tie there is."""
    by_key: dict[str, list[Draft]] = {}
    for name in assembly.names:
        draft = assembly.drafts[name.bearer]
        if (
            draft.listings
            and name.strength is Strength.STRONG
            and name.kind is not NameKind.ACRONYM
            and not HAN.search(name.words[0])
        ):
            by_key.setdefault(name.key, []).append(draft)
    for draft in assembly.drafts:
        for listing in draft.listings:
            if listing.parent:
                _tie_stated(draft, listing.parent, by_key)
            if (parent := _parent_in_name(draft, listing.name, by_key)) is not None:
                _tie(draft, parent, relation_of(draft), "its listed name begins with the other's")


def _tie_stated(draft: Draft, stated: str, by_key: dict[str, list[Draft]]) -> None:
    share = _SHARE.search(stated)
    name = _SHARE.sub("", stated).strip(" ,;")
    named = by_key.get(key_of(name), ())
    # A key leaves out the place in brackets, by which a group's companies are told apart.
    exact = [parent for parent in named if _bears(parent, name)]
    for parent in exact or named:
        note = f"{share.group(1)} as the list states" if share else ""
        _tie(draft, parent, Relation.SUBSIDIARY_OF, "the list names the parent", note)


def _bears(draft: Draft, stated: str) -> bool:
    """Say whether a list prints a name for a body just so, but for marks and letter case."""
    words = name_words(stated)
    return any(
        name_words(name.text) == words
        for listing in draft.listings
        for name in listing.names
        if name.kind is not NameKind.ACRONYM
    )


def _parent_in_name(draft: Draft, name: str, by_key: dict[str, list[Draft]]) -> Draft | None:
    words = name_words(name)
    for size in range(len(words) - 1, _FEWEST_WORDS - 1, -1):
        for part, rest in ((words[:size], words[size:]), (words[-size:], words[:-size])):
            if _UNITS.isdisjoint(rest):
                continue
            for other in by_key.get("".join(part), ()):
                if other is not draft and other.countries & draft.countries:
                    return other
    return None


def _tie(draft: Draft, parent: Draft, relation: Relation, why: str, note: str = "") -> None:
    if parent is not draft and all(tie.bearer != parent.number for tie in draft.ties):
        draft.ties += (BearerTie(relation, parent.number, why, note),)
