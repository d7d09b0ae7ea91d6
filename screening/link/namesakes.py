"""Listed namesakes abroad: a list names "X Technology" in another country beside the group X, which many lists name.

They are tied to the group, so that a text without a country means the group and one with a country the namesake there.
A tie is made only where one list prints both, the name holds a distinctive word and is no school's, and the group stands
on several lists: firms with a common name have nothing to do with one another.
"""

from __future__ import annotations

from screening.affiliations.tokens import HAN, name_words
from screening.link.bearers import BearerTie
from screening.link.ledger import bare_key
from screening.link.lexicon import Lexicon, WordClass
from screening.link.universe import Assembly, Draft
from screening.model import Relation
from screening.vocabulary import vocabulary

_FEWEST_LISTS = 3


def add_namesakes(assembly: Assembly) -> None:
    """Tie listed companies abroad to the group of their name."""
    alike: dict[str, dict[int, Draft]] = {}
    for draft in assembly.drafts:
        for listing in draft.listings:
            if _is_telling(listing.name, assembly.lexicon):
                alike.setdefault(bare_key(listing.name, assembly.lexicon), {})[draft.number] = draft
    for drafts in alike.values():
        if len(drafts) < 2:
            continue
        most = max(drafts.values(), key=lambda draft: len(_lists(draft)))
        if len(_lists(most)) >= _FEWEST_LISTS:
            for draft in drafts.values():
                _tie(draft, most)


def _tie(draft: Draft, group: Draft) -> None:
    abroad = draft.countries and group.countries and not draft.countries & group.countries
    if abroad and _lists(draft) & _lists(group) and all(tie.bearer != group.number for tie in draft.ties):
        why = "a list names it alike in another country"
        draft.ties += (BearerTie(Relation.SUBSIDIARY_OF, group.number, why),)


def _lists(draft: Draft) -> set[str]:
    return {listing.watchlist_id for listing in draft.listings}


def _is_telling(name: str, lexicon: Lexicon) -> bool:
    if HAN.search(name):
        return False
    words = name_words(name)
    distinctive = any(lexicon.kind(word) is WordClass.DISTINCTIVE for word in words)
    return distinctive and vocabulary()["teaching"].isdisjoint(words)
