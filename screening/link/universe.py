"""Everybody who may be meant: registered bodies and listed parties together, with the names they bear.

- A listing that the ledger joins to a body lends it its names; which listings are one bearer, `listing_joins` says.
- A name printed as another body's (contested), or a legal form, place or address printed as a name (fragment), is
  never a name here. An alias that is the primary name of another registered body of that country is that body's: where
  it is no school, the body stands under the listed one, else the alias is dropped. Both are written down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from screening.affiliations.places import Places, city_key, places_of
from screening.affiliations.tokens import HAN, name_words
from screening.link.bearer_index import NEVER_NAMES
from screening.link.bearers import (
    OWNER_ABROAD,
    REGISTER,
    SHARED,
    Bearer,
    BearerTie,
    Name,
    Strength,
    relation_by_type,
)
from screening.link.gazetteer import acronym_key
from screening.link.han import han_key, is_form_only
from screening.link.ledger import Join, JoinConflict, Ledger, key_of
from screening.link.lexicon import Lexicon, WordClass
from screening.link.listing_joins import first_spelling_key, place_listings
from screening.link.listing_numbers import first_number, numbers_of_one
from screening.link.spellings import is_acronym, is_acronym_of, is_word_of, spellings
from screening.mapped_file import Rows
from screening.model import Relation
from screening.vocabulary import rows, vocabulary
from screening.vocabulary.cues import Cue, cue_words
from watchlists.editions.merges import SPLIT, ByHand
from watchlists.model import Body, Listing, NameKind, PartyType, Status
from watchlists.regulations import countries_of_regulation

PRINTED_AS_ALIAS = "printed as an alias, yet a body under it"
_GROUP_FORMS = cue_words(Cue.GROUP_FORM)
_FIRM = cue_words(Cue.COMPANY_FORM)
_OWNED = (Relation.LABORATORY_OF, Relation.SUBSIDIARY_OF)
_BELONGING = (
    Relation.SUBSIDIARY_OF,
    Relation.LABORATORY_OF,
    Relation.HOSPITAL_OF,
    Relation.CAMPUS_OF,
    Relation.MEMBER_OF,
)
_TEACHING = frozenset({"education"})
# "DES International Company" is told by its first word, which is none elsewhere: the rest would be anybody's
_JOINING_AT_THE_FRONT = cue_words(Cue.CUT_BEGINNING)
_SHORTEST_WORD = 4

# Persons are read elsewhere; an order on goods of a region would make every address there a hit.
NO_ORGANISATION = (PartyType.PERSON, PartyType.OTHER)


@dataclass(frozen=True, slots=True)
class Universe:
    """Bearers and names, and what was decided about them on the way."""

    bearers: Rows[Bearer]
    names: Rows[Name]
    lexicon: Lexicon
    ledger: tuple[Join, ...]
    join_conflicts: tuple[JoinConflict, ...]
    set_aside: tuple[tuple[str, str, str], ...]  # (listing id, name, why it is not matched)

    @property
    def places(self) -> Places:
        """The places known to this universe."""
        return self.lexicon.places


@dataclass(slots=True)
class Draft:
    """A bearer in the making. What is empty for most of a million takes no room: tuples and sets that are replaced."""

    number: int
    name: str
    countries: frozenset[str]
    body: Body | None = None
    cities: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    listings: tuple[Listing, ...] = ()
    ties: tuple[BearerTie, ...] = ()
    programme: bool = False
    domains: frozenset[str] = frozenset()  # what our knowledge adds to the body's own
    keys: tuple[str, ...] = ()  # of its names: a body has a few


class Assembly:
    """Collects drafts and names, then closes them into a universe."""

    def __init__(
        self, bodies: Iterable[Body], listings: Iterable[Listing], by_hand: Iterable[ByHand] = ()
    ) -> None:
        self.bodies = tuple(body for body in bodies if body.status == "active")
        self.listings = tuple(entry for entry in listings if entry.type not in NO_ORGANISATION)
        known = {body.id for body in self.bodies} | {listing.id for listing in self.listings}
        self.by_hand = {each.listing: each for each in by_hand if each.action == SPLIT or each.other in known}
        places = places_of((city, body.country) for body in self.bodies for city in body.cities)
        self.lexicon = Lexicon(places)
        self.drafts: list[Draft] = []
        self.names: list[Name] = []
        self.set_aside: list[tuple[str, str, str]] = []
        self.by_body: dict[str, Draft] = {}
        self.owners: dict[str, tuple[Draft, ...]] = {}  # drafts of bodies by the key of their primary name
        self.ledger: list[Join] = []
        self.join_conflicts: list[JoinConflict] = []
        # Entries in force, with their drafts, by list and key of the primary name.
        self._entries: dict[tuple[str, str], list[tuple[Draft, Listing]]] = {}
        self._register = Ledger(self.listings, self.lexicon)
        self._sets: dict[frozenset[str], frozenset[str]] = {}

    def assemble(self) -> None:
        """Make drafts of all bodies and listings, with their names and ties."""
        for body in self.bodies:
            self._take_body(body)
            self._register.show(body)
        place_listings(self, self._register.lines())
        for draft in self.drafts:
            for listing in draft.listings:
                if listing.status is Status.IN_FORCE:
                    key = (listing.watchlist_id, key_of(listing.whole_name))
                    self._entries.setdefault(key, []).append((draft, listing))
        for draft in tuple(self.drafts):
            listings = sorted(draft.listings, key=_in_force_first)
            # A name is kept as what it is first: the primary one of any list before the alias of another.
            for listing in listings:
                self._take_primary_name(draft, listing)
            for listing in listings:
                self._take_listed_names(draft, listing)
        self._seat_branch_universities()
        self._tie_bodies()

    def universe(self) -> Universe:
        """The finished universe. The assembly is empty then: a million drafts go one by one as bearers are made of them."""
        self.by_body.clear()
        self.owners.clear()
        bearers, names = Rows.of(self._bearers()), Rows.of(self.names)
        self.names.clear()
        return Universe(
            bearers,
            names,
            self.lexicon,
            tuple(self.ledger),
            tuple(self.join_conflicts),
            tuple(self.set_aside),
        )

    def _bearers(self) -> Iterator[Bearer]:
        listed = [draft.listings for draft in self.drafts if draft.listings]
        of_one = numbers_of_one(listed)
        members = self._listed_members()
        self.drafts.reverse()
        while self.drafts:
            draft = self.drafts.pop()
            yield Bearer(
                number=draft.number,
                name=_name(draft),
                countries=draft.countries,
                cities=draft.cities,
                types=draft.types,
                body=draft.body,
                listings=tuple(sorted(draft.listings, key=_in_force_first)),
                ties=draft.ties,
                programme=draft.programme,
                domains=tuple(sorted(draft.domains)),
                register_number=first_number(draft.listings, of_one),
                derived_countries=self._shared(() if draft.countries else _of_acts(draft.listings)),
                listed_members=members.get(draft.number, ()),
            )

    def _listed_members(self) -> dict[int, tuple[str, ...]]:
        """The listed bodies that belong to each one that is not listed itself, by its number."""
        found: dict[int, tuple[str, ...]] = {}
        for draft in self.drafts:
            if not _is_listed(draft):
                continue
            for tie in draft.ties:
                if tie.relation in _BELONGING and not _is_listed(self.drafts[tie.bearer]):
                    names = (*found.get(tie.bearer, ()), _name(draft))
                    found[tie.bearer] = tuple(sorted(set(names), key=str.casefold))
        return found

    def draft(self, name: str, countries: Iterable[str], body: Body | None = None) -> Draft:
        """A new draft."""
        made = Draft(len(self.drafts), name, self._shared(countries), body)
        self.drafts.append(made)
        return made

    def leave_out(self, numbers: set[int]) -> None:
        """Leave out drafts that nothing is said of, before names and ties refer to any; the others are numbered anew."""
        self.drafts = [draft for draft in self.drafts if draft.number not in numbers]
        for number, draft in enumerate(self.drafts):
            draft.number = number

    def _shared(self, parts: Iterable[str]) -> frozenset[str]:
        """The one set of these parts: thousands of bodies stand in one city, and are of one type."""
        made = frozenset(parts)
        return self._sets.setdefault(made, made)

    def name(
        self,
        draft: Draft,
        text: str,
        kind: NameKind,
        *,
        listed: bool,
        note: str = "",
        needs_place: bool = False,
        whole_word: bool = False,
        unverified: bool = False,
    ) -> None:
        """Give a draft a name, in every spelling it is looked up by.

        `needs_place`: whatever its words, it is a general name, and never meant without a place of its bearer.
        `whole_word`: capitals that are no acronym.
        `unverified`: from our tables, by a source that nobody has verified.
        """
        for spelling, spelt_as in ((text, kind),) if whole_word else spellings(text, kind):
            key = key_of(spelling)
            # "МФТИ" and "MFTI" are one word in Latin letters, and yet two acronyms to look up.
            mark = f"{acronym_key(spelling)}|acronym" if spelt_as is NameKind.ACRONYM else key
            if not key or mark in draft.keys:
                continue
            words, strength = self._weigh(spelling, spelt_as)
            if listed and spelt_as is NameKind.PRIMARY and len(words) == 1 and is_acronym(spelling):
                strength = Strength.STRONG  # "DJI" is how the list itself calls it
            if strength in (Strength.LEGAL, Strength.PLACE):
                continue
            if needs_place:
                strength = Strength.GENERIC
            draft.keys += (mark,)
            printed = (
                spelling if spelt_as is NameKind.ACRONYM else text
            )  # looked up by the letters it is written in
            self.names.append(
                Name(
                    printed,
                    spelt_as,
                    words,
                    draft.number,
                    strength,
                    listed,
                    needs_place or kind is NameKind.WEAK_ALIAS,
                    note,
                    unverified,
                )
            )

    def _weigh(self, text: str, kind: NameKind) -> tuple[tuple[str, ...], Strength]:
        if HAN.search(text):
            key = han_key(text)
            return (key,), Strength.LEGAL if is_form_only(key) or len(key) < 2 else Strength.STRONG
        words = name_words(text)
        if kind is NameKind.ACRONYM:
            return words, Strength.GENERIC
        if len(words) == 1 and (
            len(words[0]) < _SHORTEST_WORD or self.lexicon.kind(words[0]) is not WordClass.DISTINCTIVE
        ):
            return words, Strength.LEGAL
        strength = self.lexicon.strength(words)
        if (
            strength is Strength.GENERIC
            and text.partition(" ")[0].replace(".", "").lower() in _JOINING_AT_THE_FRONT
        ):
            return words, Strength.LEGAL
        return words, strength

    def _take_body(self, body: Body) -> None:
        draft = self.draft(body.name, body.country.split(), body)
        draft.types = self._shared(body.types)
        draft.cities = self._shared(map(city_key, body.cities))
        self.by_body[body.id] = draft
        for place, name in enumerate(body.names):
            kind = NameKind.PRIMARY if place == 0 else NameKind.ALIAS
            if name.kind == "acronym":
                kind = NameKind.ACRONYM
            elif not name.text.isascii() and place and HAN.search(name.text):
                kind = NameKind.NATIVE
            self.name(draft, name.text, kind, listed=False)
        key = key_of(body.name)
        # Mostly the draft has this key already: of a million bodies each is held once.
        key = next((own for own in draft.keys if own == key), key)
        self.owners[key] = (*self.owners.get(key, ()), draft)

    def _take_primary_name(self, draft: Draft, listing: Listing) -> None:
        name = listing.names[0]
        self.name(draft, name.text, name.kind, listed=True, note=name.note, needs_place=name.needs_place)
        if brand := self._brand(name.text):
            self.name(draft, brand, NameKind.ACRONYM, listed=True, note="its name without the legal form")

    def _take_listed_names(self, draft: Draft, listing: Listing) -> None:
        printed = [name.text for name in listing.names]
        for name in listing.names[1:]:
            if name.kind in NEVER_NAMES:
                self.set_aside.append((listing.id, name.text, name.note or name.kind.value))
                continue
            if name.kind is NameKind.SUBORDINATE:
                self._subordinate(draft, name.text, PRINTED_AS_ALIAS)
                continue
            if name.kind in (NameKind.ALIAS, NameKind.WEAK_ALIAS, NameKind.FORMER):
                others = [
                    o
                    for o in self._owners(name.text, draft.countries)
                    if o is not draft and o.countries & draft.countries
                ]
                if others:
                    self._set_aside(draft, listing, name.text, others)
                    continue
                if (entry := self._other_entry(draft, listing, name.text)) is not None:
                    why = f"the list has another entry of that name, {entry.name}"
                    self.set_aside.append((listing.id, name.text, why))
                    continue
            if name.kind is NameKind.ACRONYM and not is_acronym_of(name.text, printed):
                continue
            self.name(
                draft,
                name.text,
                name.kind,
                listed=True,
                note=name.note,
                needs_place=name.needs_place,
                whole_word=name.kind is NameKind.ALIAS and is_word_of(name.text, listing.name),
            )

    def _other_entry(self, draft: Draft, listing: Listing, text: str) -> Listing | None:
        """The entry in force of the same list, of another party, whose primary name an alias is."""
        found = self._entries.get((listing.watchlist_id, key_of(text)), ())
        return next((entry for other, entry in found if other is not draft), None)

    def _owners(self, text: str, countries: frozenset[str]) -> Sequence[Draft]:
        """The drafts whose primary name a text is, as printed or but for its place ("Institute of X, Beijing")."""
        found: Sequence[Draft] = self.owners.get(key_of(text), ())
        bare, comma, place = text.rpartition(",")
        if not found and comma and self.lexicon.places.lies_in(city_key(place), countries):
            found = [d for d in self.owners.get(key_of(bare), ()) if city_key(place) in d.cities]
        return found

    def _brand(self, text: str) -> str:
        """The one word in capitals that a company's name holds beside its legal form ("ZTE Corporation"), or ""."""
        parts = text.replace(",", " ").split()
        if len(parts) < 2 or text.isupper() or not is_acronym(parts[0]):
            return ""
        forms = [name_words(part) for part in parts[1:]]
        words = vocabulary()
        legal = words["legal"] | _GROUP_FORMS
        return parts[0] if all(legal.issuperset(form) for form in forms) else ""

    def _set_aside(self, draft: Draft, listing: Listing, text: str, others: list[Draft]) -> None:
        self.set_aside.append(
            (listing.id, text, f"the name of another registered organisation, {others[0].name}")
        )
        for other in others:
            if not other.types & _TEACHING and not other.listings:
                other.ties += (BearerTie(relation_of(other), draft.number, "a list prints it as an alias"),)

    def _subordinate(self, draft: Draft, text: str, why: str) -> None:
        owners = [o for o in self.owners.get(key_of(text), ()) if o is not draft]
        under = owners[0] if owners else self.draft(text, draft.countries)
        if not owners:
            self.name(under, text, NameKind.SUBORDINATE, listed=True)
        if all(tie.bearer != draft.number for tie in under.ties):
            under.ties += (BearerTie(relation_of(under), draft.number, why),)

    def _has_branches(self, draft: Draft) -> bool:
        """A university of branches in other towns, which the register may call by its seat: "X University, Tehran"."""
        key = key_of(draft.name)
        return any(
            row["country"] in draft.countries
            and key in (key_of(row["name"]), key_of(row["name"] + row["seat"]))
            for row in rows("branch_universities")
        )

    def _seat_branch_universities(self) -> None:
        seats = {(key_of(row["name"]), row["country"]): row["seat"] for row in rows("branch_universities")}
        countries = {country for _, country in seats}
        for draft in self.drafts:
            for country in draft.countries & countries:
                if seat := seats.get((first_spelling_key(draft.name, self.lexicon), country)):
                    draft.cities |= {city_key(seat)}
                    draft.types |= {"education"}

    def _tie_bodies(self) -> None:
        for draft in self.drafts:
            if draft.body is None:
                continue
            owners = self._owners_in_register(draft.body)
            for kind, target, _ in draft.body.relations:
                parent = self.by_body.get(target)
                if parent is None or not self._counts(draft, parent, kind):
                    continue
                if (tie := self._tie_to_parent(draft, parent, owners)) is not None:
                    draft.ties += (tie,)

    def _owners_in_register(self, body: Body) -> int:
        """How many parents a body has that are no authority over it; one that the register does not hold counts."""
        parents = {target for kind, target, _ in body.relations if kind == "parent"}
        return sum(
            (parent := self.by_body.get(target)) is None or not _is_authority(parent) for target in parents
        )

    def _tie_to_parent(self, draft: Draft, parent: Draft, owners: int) -> BearerTie | None:
        """What a body is to a parent of the register; None where nothing of the parent's is said of it.

        A laboratory of one owner is that owner's. What several own is nobody's laboratory: a joint body of those in its
        country, and of an owner in another country nothing. A laboratory of one owner abroad is a member at most,
        while a company abroad is the company's all the same.
        """
        relation = Relation.CAMPUS_OF if self._is_branch(draft, parent) else relation_of(draft)
        abroad = bool(draft.countries and parent.countries) and draft.countries.isdisjoint(parent.countries)
        if owners > 1:
            shared = Relation.JOINT_VENTURE_OF if relation in _OWNED else relation
            return None if abroad else BearerTie(shared, parent.number, SHARED)
        if abroad and relation in (Relation.LABORATORY_OF, Relation.MEMBER_OF):
            return BearerTie(Relation.MEMBER_OF, parent.number, OWNER_ABROAD)
        return BearerTie(relation, parent.number, REGISTER)

    def _is_branch(self, draft: Draft, parent: Draft) -> bool:
        """A school that is called as its parent, with a town: "Shandong University, Weihai"."""
        if "education" in draft.types and self._has_branches(parent):
            return True
        rest = key_of(draft.name).removeprefix(key_of(parent.name))
        called = rest != key_of(draft.name) and self.lexicon.places.lies_in(rest, draft.countries)
        return called and "education" in draft.types

    def _counts(self, draft: Draft, parent: Draft, kind: str) -> bool:
        if kind == "parent":
            return not _is_authority(parent)
        return kind == "related" and "healthcare" in draft.types and "education" in parent.types


def _is_listed(draft: Draft) -> bool:
    return any(listing.status is Status.IN_FORCE for listing in draft.listings)


def _is_authority(draft: Draft) -> bool:
    """A ministry, an academy or another authority of a state, which supervises bodies and does not own them."""
    return "government" in draft.types and draft.types.isdisjoint(("facility", "education"))


def relation_of(draft: Draft) -> Relation:
    """The relation a body of this sort has to the one above it."""
    if "ospital" in draft.name:
        return Relation.HOSPITAL_OF
    if "aborator" in draft.name or "实验室" in draft.name:
        return Relation.LABORATORY_OF
    if not draft.types and not _FIRM.isdisjoint(name_words(draft.name)):
        return Relation.SUBSIDIARY_OF
    return relation_by_type(draft.types)


def _of_acts(listings: Iterable[Listing]) -> Iterator[str]:
    """The countries that the acts are about under which a party is listed."""
    for listing in listings:
        if listing.status is Status.IN_FORCE:
            yield from countries_of_regulation(listing)


def _name(draft: Draft) -> str:
    """What a party is called: by the register, else by the first of its listings, in whatever order lists come."""
    if draft.body is not None or not draft.listings:
        return draft.name
    return min(draft.listings, key=_in_force_first).whole_name


def _in_force_first(listing: Listing) -> tuple[bool, str]:
    return listing.status is not Status.IN_FORCE, listing.id
