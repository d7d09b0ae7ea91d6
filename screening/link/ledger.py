"""The ledger: which listing is which registered body, one line each with how it was found, for a person to review.

Rules, in this order, within one country: primary name, native name, an alias of three words or more that is no other
listing's primary name, the name without its parent's where the register has that parent, the name with its own country
added. Two bodies that fit alike join nothing: an unjoined listing is still found by its own names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from screening.affiliations.places import compatible
from screening.affiliations.tokens import HAN, name_words
from screening.link.bearers import Strength
from screening.link.han import han_key
from screening.link.lexicon import Lexicon, WordClass
from screening.link.organs import are_organs_apart, is_organ
from screening.link.spellings import spellings
from watchlists.model import NATIVE_KINDS, Body, Listing, NameKind, PartyType

_ALIAS_WORDS = 3
_SHORTEST_HAN = 4
_LONG_ALIAS = 5  # words: however general each is, together they are one body's
_SHORTEST_BARE = 3
PARENT_WORDS = (("china", "academy", "science"), ("russia", "academy", "science"))


class JoinEvidence(StrEnum):
    """What a listing is joined on, the strongest first."""

    BY_HAND = "by hand"
    REVIEWED = "reviewed table"
    NUMBER = "same number"
    PRIMARY_NAME = "primary name"  # that is the registered body's
    NATIVE_NAME = "native name"
    LISTED_NAME = "name and country of another listing"
    BOTH_NAMES = "each prints a name of the other"
    ALIAS = "alias"
    SHORT_ALIAS = "short alias"
    WITHOUT_PARENT = "name without its parent"


# What says more than an alias: a listing joined so is placed before those that have an alias alone.
FIRM_EVIDENCE = frozenset(JoinEvidence) - {
    JoinEvidence.ALIAS,
    JoinEvidence.SHORT_ALIAS,
    JoinEvidence.WITHOUT_PARENT,
}


@dataclass(frozen=True, slots=True)
class Join:
    """One line of the ledger."""

    listing_id: str
    body_id: str  # of the register; else the listing that it is joined to
    evidence: JoinEvidence
    name: str  # by which it was found
    note: str = ""  # the number, or why a person joined it
    one_of_list: bool = (
        False  # both are entries in force of one list, and the list itself says that they are one
    )

    @property
    def how(self) -> str:
        """How it was joined, in words."""
        said = f"{self.evidence.value}: {self.note}" if self.note else self.evidence.value
        return (
            f"{said}; the list itself prints the name or number of one for the other"
            if self.one_of_list
            else said
        )


@dataclass(frozen=True, slots=True)
class JoinConflict:
    """A listing that has a name or a number of a body and is not joined to it, since another number differs; and which."""

    listing_id: str
    body_id: str  # of the register, else the first listing of the party
    why: str


def key_of(text: str) -> str:
    """The key a name is looked up by, in any script."""
    return "#" + han_key(text) if HAN.search(text) else "".join(name_words(text))


def bare_key(text: str, lexicon: Lexicon) -> str:
    """The key of a name without its legal form: lists and registers print "Ltd." or leave it."""
    if HAN.search(text):
        return "#" + han_key(text)
    words = name_words(text)
    bare = [word for word in words if lexicon.kind(word) is not WordClass.LEGAL]
    return "".join(bare) if bare and len("".join(bare)) >= _SHORTEST_BARE else "".join(words)


@dataclass(frozen=True, slots=True)
class _Try:
    """A name of a listing by which a body is looked for."""

    evidence: JoinEvidence
    text: str
    key: str
    exact: bool  # only bodies of that primary name, if several fit


class Ledger:
    """Joins listings to registered bodies, which are shown to it one by one: of a million it keeps the few that fit.

    The order of listings and of bodies does not matter.
    """

    def __init__(self, listings: Iterable[Listing], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        asked = [listing for listing in listings if listing.type is PartyType.ORGANISATION]
        primaries: dict[str, set[str]] = {}
        for listing in asked:
            primaries.setdefault(listing.watchlist_id, set()).add(key_of(listing.name))
        self._tries = [
            (
                listing,
                [
                    _Try(evidence, text, bare_key(text, lexicon), exact)
                    for evidence, text, exact in _tries(listing, lexicon, primaries[listing.watchlist_id])
                ],
            )
            for listing in asked
        ]
        self._wanted = {each.key for _, tries in self._tries for each in tries}
        self._by_key: dict[str, list[Body]] = {}
        self._primary: dict[str, list[Body]] = {}

    def show(self, body: Body) -> None:
        """Take an active body into account."""
        for place, name in enumerate(body.names):
            if name.kind == "acronym":
                continue
            for text, kind in spellings(name.text, NameKind.PRIMARY):
                if kind is NameKind.ACRONYM:
                    continue
                key = bare_key(text, self._lexicon)
                if key and key in self._wanted:
                    self._keep(key, body)
                    if place == 0:
                        self._primary.setdefault(key, []).append(body)
        words = name_words(body.name)
        if len(words) >= _ALIAS_WORDS and words[-1] in self._lexicon.places.nations:
            self._keep("".join(words[:-1]), body)

    def lines(self) -> tuple[Join, ...]:
        """The listings that are bodies shown so far."""
        found = (self._join(listing, tries) for listing, tries in self._tries)
        return tuple(line for line in found if line is not None)

    def _keep(self, key: str, body: Body) -> None:
        if key in self._wanted and body not in self._by_key.setdefault(key, []):
            self._by_key[key].append(body)

    def _join(self, listing: Listing, tries: Iterable[_Try]) -> Join | None:
        for each in tries:
            bodies = [body for body in self._by_key.get(each.key, ()) if self._fits(listing, body, each.text)]
            if each.evidence is JoinEvidence.SHORT_ALIAS:
                bodies = [body for body in bodies if "company" in body.types]
            if each.evidence is JoinEvidence.WITHOUT_PARENT:
                bodies = [body for body in bodies if _stands_under_an_academy(body)]
            if len(bodies) > 1 and each.exact:
                bodies = [body for body in bodies if body in self._primary.get(each.key, ())]
            if len(bodies) == 1:
                return Join(listing.id, bodies[0].id, each.evidence, each.text)
        return None

    def _fits(self, listing: Listing, body: Body, text: str) -> bool:
        return _same_country(listing, body, text, self._lexicon)


def _stands_under_an_academy(body: Body) -> bool:
    return any(kind == "parent" and "Academy of Sciences" in name for kind, _, name in body.relations)


def _same_country(listing: Listing, body: Body, text: str, lexicon: Lexicon) -> bool:
    """Say whether a listing may be this body by country.

    Where countries overlap, a body of a state is only its own state's: what stands in Crimea may be printed under either
    state, yet the intelligence directorates of both bear one name. By such a name alone no country is told.
    """
    listed, own = set(listing.country.split()), set(body.country.split())
    if "government" not in body.types:
        return compatible(listed, own)
    if not listed and is_organ(name_words(text), lexicon):
        return False
    return compatible(listed, own) and not are_organs_apart(listed, own)


def _tries(
    listing: Listing, lexicon: Lexicon, primaries: set[str]
) -> Iterator[tuple[JoinEvidence, str, bool]]:
    """Names to try as (evidence, text, only bodies of that primary name if several fit), best first."""
    for kinds, evidence in (
        ((NameKind.PRIMARY, NameKind.CORRECTION), JoinEvidence.PRIMARY_NAME),
        (NATIVE_KINDS, JoinEvidence.NATIVE_NAME),
        ((NameKind.ALIAS, NameKind.FORMER), JoinEvidence.ALIAS),
    ):
        for name in listing.names:
            if name.kind not in kinds or name.needs_place:
                continue
            for text, kind in spellings(name.text, name.kind):
                if kind is not NameKind.ACRONYM and _may_join(text, kind, lexicon, primaries):
                    yield evidence, text, evidence is JoinEvidence.PRIMARY_NAME
    for name in listing.names:
        if (
            name.kind is NameKind.ALIAS
            and not HAN.search(name.text)
            and lexicon.strength(name_words(name.text)) is Strength.STRONG
        ):
            yield JoinEvidence.SHORT_ALIAS, name.text, False
    words = name_words(listing.name)
    for parent in PARENT_WORDS:
        if words[:3] == parent and len(words) > _ALIAS_WORDS:
            yield JoinEvidence.WITHOUT_PARENT, " ".join(words[3:]), False
        elif words[-3:] == parent and len(words) > _ALIAS_WORDS:
            yield JoinEvidence.WITHOUT_PARENT, " ".join(words[:-3]), False


def _may_join(text: str, kind: NameKind, lexicon: Lexicon, primaries: set[str]) -> bool:
    if HAN.search(text):
        return len(han_key(text)) >= _SHORTEST_HAN
    words = name_words(text)
    strength = lexicon.strength(words)
    if strength in (Strength.LEGAL, Strength.PLACE) or not words:
        return False
    if kind in (NameKind.PRIMARY, NameKind.CORRECTION):
        return len(words) > 1 or len(words[0]) > 4
    telling = strength is Strength.STRONG and len(words) >= _ALIAS_WORDS
    return (telling or len(words) >= _LONG_ALIAS) and "".join(words) not in primaries
