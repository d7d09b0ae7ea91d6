"""Which listings are one party: each is placed with a registered body, with another listing, or by itself.

In this order, and each join is written down with its evidence:
1. A person's decision, then the reviewed table (`vocabulary/joined_listings.csv`): they overrule everything.
2. The same number of a company register, or the same reference of the United Nations.
3. A name of a registered body, as the ledger found it.
4. The primary name of another listing in its country, legal form aside.
5. Names that each of two lists prints for the other's party, or one long alias that is the other's primary name.

Against names stand: two different numbers of one scheme, which is written down; another legal form, or a group and its
company; and two entries in force of one list, unless that list prints one name or number for both. The order in which
listings and lists come does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from screening.affiliations.places import city_key, compatible
from screening.affiliations.tokens import HAN, name_words
from screening.link.bearer_index import (
    NEVER_NAMES,
    BearerIndex,
    decided_by_hand,
    is_another_entry,
    is_second_entry,
    order,
)
from screening.link.bearers import Strength
from screening.link.company_forms import is_another_company
from screening.link.ledger import FIRM_EVIDENCE, Join, JoinConflict, JoinEvidence, bare_key, key_of
from screening.link.lexicon import Lexicon, WordClass
from screening.link.listing_numbers import different_numbers, numbers_of, same_number
from screening.link.organs import are_organs_apart, is_organ
from screening.link.spellings import is_acronym, is_word_of, spellings
from screening.names.scripts import Script, script_of
from screening.vocabulary import rows
from watchlists.editions.merges import SPLIT
from watchlists.model import NATIVE_KINDS, Listing, NameKind, PartyType, Status

if TYPE_CHECKING:
    from screening.link.universe import Assembly, Draft

_BRACKETS = re.compile(r"[(（]([^()（）]*)[)）]")
_TELLING_WORDS = 3
_LONG = 4  # words
_BY_OTHER_NAMES = (JoinEvidence.BOTH_NAMES, JoinEvidence.NATIVE_NAME, JoinEvidence.ALIAS)
_SHORTEST_SHARED = 6  # letters of a name that two lists print


def place_listings(assembly: Assembly, lines: Iterable[Join]) -> None:
    """Give each listing of an assembly its draft; `lines`: listings that are registered bodies."""
    ListingPlacement(assembly, lines).place_all()


def first_spelling_key(text: str, lexicon: Lexicon) -> str:
    """The key of a name without its legal form, in the first of its spellings."""
    plain = _BRACKETS.sub(lambda found: " " if is_acronym(found[1]) else found[0], text)
    first = next((spelling for spelling, _ in spellings(plain, NameKind.PRIMARY)), plain)
    return bare_key(first, lexicon)


class ListingPlacement:
    """One assembly's listings on their way to their drafts."""

    def __init__(self, assembly: Assembly, lines: Iterable[Join]) -> None:
        self._assembly = assembly
        self._lexicon = assembly.lexicon
        self._registered = {line.listing_id: line for line in lines}
        self._reviewed = {row["listing"]: (row["same_as"], row["reason"]) for row in rows("joined_listings")}
        self._by_first_name: dict[str, list[Listing]] = {}
        self._of_body: dict[str, list[Listing]] = {}  # by register id
        for listing in filter(_is_in_force, assembly.listings):
            key = first_spelling_key(listing.whole_name, self._lexicon)
            self._by_first_name.setdefault(key, []).append(listing)
            self._of_body.setdefault(self._registered_as(listing), []).append(listing)
        self._placed = BearerIndex()
        self._by_number: dict[tuple[str, str], dict[int, Draft]] = {}
        self._apart: set[frozenset[str]] = set()  # ids of two that a line keeps apart
        self._sole: list[Draft] = []  # of listings that nothing joined yet

    def place_all(self) -> None:
        """Place every listing."""
        joined, later = self._registered_first()
        for line, listing in joined:
            self._place_registered(line, listing, later)
        later.sort(key=self._turn)
        for listing in later:
            self._place_listed(listing)
        self._join_by_other_names()

    def _registered_first(self) -> tuple[list[tuple[Join, Listing]], list[Listing]]:
        """Listings that are registered bodies, with their lines, and the others."""
        joined: list[tuple[Join, Listing]] = []
        later: list[Listing] = []
        for listing in self._assembly.listings:
            line = self._registered.get(listing.id)
            if listing.id in self._reviewed:
                to, reason = self._reviewed[listing.id]
                line = (
                    Join(listing.id, to, JoinEvidence.REVIEWED, listing.name, reason)
                    if to in self._assembly.by_body
                    else None
                )
            if line is None or listing.id in self._assembly.by_hand or self._is_of_a_part(line, listing):
                later.append(listing)
            else:
                joined.append((line, listing))
        # What bears the body's own name is placed before what only has an alias of it.
        joined.sort(key=lambda each: (each[0].evidence not in FIRM_EVIDENCE, each[1].id))
        return joined, later

    def _is_of_a_part(self, line: Join, listing: Listing) -> bool:
        """Whether an alias is that of a part: another list has this listing's name and the registered body as two entries.

        The Entity List prints institutes of CASIC's Second Academy as its aliases, Japan's list has an entry for each.
        """
        if line.evidence is not JoinEvidence.ALIAS:
            return False
        so_called = self._by_first_name.get(first_spelling_key(listing.whole_name, self._lexicon), ())
        return any(
            other.watchlist_id == entry.watchlist_id and other.id != entry.id
            for other in so_called
            if other.watchlist_id != listing.watchlist_id and self._registered_as(other) != line.body_id
            for entry in self._of_body.get(line.body_id, ())
        )

    def _registered_as(self, listing: Listing) -> str:
        line = self._registered.get(listing.id)
        return line.body_id if line else ""

    def _place_registered(self, line: Join, listing: Listing, later: list[Listing]) -> None:
        draft = self._assembly.by_body[line.body_id]
        if line.evidence is not JoinEvidence.REVIEWED:
            if self._speaks_against(draft, listing):
                later.append(listing)
                return
            line = replace(line, one_of_list=is_second_entry(draft, listing))
        self._place(listing, draft)
        self._assembly.ledger.append(line)

    def _turn(self, listing: Listing) -> tuple[int, bool, bool, str]:
        """Decisions last, since they name others; what has a number before what has a name alone."""
        turn = order(listing, self._assembly.by_hand, self._reviewed)
        return turn, not numbers_of(listing), not listing.country, listing.id

    def _place_listed(self, listing: Listing) -> None:
        decided = self._assembly.by_hand.get(listing.id)
        if decided is not None and decided.action == SPLIT:
            draft = self._assembly.draft(listing.whole_name, listing.country.split())
            self._place(listing, draft, alone=True)
            return
        found = self._decided(listing) or self._by_numbers(listing) or self._by_primary_name(listing)
        if found is None:
            draft = self._assembly.draft(listing.whole_name, listing.country.split())
            self._sole.append(draft)
        else:
            draft, line = found
            self._assembly.ledger.append(line)
        self._place(listing, draft)

    def _decided(self, listing: Listing) -> tuple[Draft, Join] | None:
        decided = self._assembly.by_hand.get(listing.id)
        if decided is not None:
            draft = self._assembly.by_body.get(decided.other) or self._placed.by_listing.get(decided.other)
            evidence, why = JoinEvidence.BY_HAND, decided_by_hand(decided)
        elif listing.id in self._reviewed:
            to, why = self._reviewed[listing.id]
            draft, evidence = self._placed.by_listing.get(to), JoinEvidence.REVIEWED
        else:
            return None
        return None if draft is None else (draft, Join(listing.id, _id(draft), evidence, listing.name, why))

    def _by_numbers(self, listing: Listing) -> tuple[Draft, Join] | None:
        fitting: dict[int, Draft] = {}
        for number in numbers_of(listing):
            fitting |= self._by_number.get(number, {})
        found = [draft for draft in fitting.values() if not self._has_other_number(draft, listing)]
        if len(found) != 1:
            return None
        (draft,) = found
        said = same_number(draft.listings, listing)
        second = is_second_entry(draft, listing)
        return draft, Join(listing.id, _id(draft), JoinEvidence.NUMBER, listing.name, said, second)

    def _by_primary_name(self, listing: Listing) -> tuple[Draft, Join] | None:
        key = first_spelling_key(listing.whole_name, self._lexicon)
        draft = self._placed.find(listing, key)
        if draft is None or self._speaks_against(draft, listing):
            return None
        second = is_second_entry(draft, listing)
        line = Join(listing.id, _id(draft), JoinEvidence.LISTED_NAME, listing.name, one_of_list=second)
        return draft, line

    def _speaks_against(self, draft: Draft, listing: Listing) -> bool:
        """Whether a listing that has a name of a draft is somebody else all the same."""
        return (
            self._has_other_number(draft, listing)
            or is_another_entry(draft, listing)
            or any(is_another_company(entry, listing) for entry in draft.listings)
            or self._is_another_states_organ(draft, listing)
        )

    def _is_another_states_organ(self, draft: Draft, listing: Listing) -> bool:
        """Crimea is printed under either state; a ministry or service of one is none of the other's."""
        countries = set(listing.country.split())
        if not countries or not draft.countries or countries & draft.countries:
            return False
        return is_organ(name_words(listing.name), self._lexicon) and are_organs_apart(
            countries, set(draft.countries)
        )

    def _has_other_number(self, draft: Draft, listing: Listing) -> bool:
        numbers = different_numbers(draft.listings, listing)
        if numbers:
            line = JoinConflict(listing.id, _id(draft), f"two numbers: {numbers}")
            # Two parties are held against each other by number, by name and by names of both: that is one line.
            if (pair := frozenset({line.listing_id, line.body_id})) not in self._apart:
                self._apart.add(pair)
                self._assembly.join_conflicts.append(line)
        return bool(numbers)

    def _place(self, listing: Listing, draft: Draft, *, alone: bool = False) -> None:
        draft.listings += (listing,)
        draft.programme |= listing.type is PartyType.PROGRAMME
        if draft.body is None:
            draft.countries |= set(listing.country.split())
        if listing.place:
            draft.cities |= {city_key(listing.place)}
        self._placed.by_listing[listing.id] = draft
        if alone:  # others of its name are not drawn to it, nor kept from each other by it
            return
        keys = {first_spelling_key(listing.whole_name, self._lexicon)}
        if draft.body is not None:
            keys |= set(_own_keys(listing))
        self._placed.learn(listing, draft, keys)
        self._placed.learn_names(draft, self._other_keys(listing) | self._native_keys(listing))
        for number in numbers_of(listing):
            self._by_number.setdefault(number, {})[draft.number] = draft

    def _other_keys(self, listing: Listing) -> frozenset[str]:
        """Keys of the names beside the primary one that are its own, no acronym, and tell something."""
        found: set[str] = set()
        for name in listing.names[1:]:
            # A part that a list prints under a group is not the group.
            if name.kind in (*NEVER_NAMES, NameKind.WEAK_ALIAS, NameKind.SUBORDINATE) or name.needs_place:
                continue
            # The fullest spelling alone: what stands in brackets may be the town that tells two companies apart.
            text, kind = next(spellings(name.text, name.kind), (name.text, name.kind))
            if (kind is not NameKind.ACRONYM or is_word_of(text, listing.name)) and self._tells(text):
                found.add(bare_key(text, self._lexicon))
        return frozenset(found)

    def _native_keys(self, listing: Listing) -> frozenset[str]:
        """Keys of its names in other letters than Latin that are long enough to be one body's."""
        return frozenset(
            bare_key(name.text, self._lexicon)
            for name in listing.names
            if name.kind not in NEVER_NAMES
            and not name.text.isascii()
            and script_of(name.text) is not Script.LATIN
            and (len(name_words(name.text)) >= _TELLING_WORDS or len(HAN.findall(name.text)) >= _LONG)
        )

    def _tells(self, text: str) -> bool:
        if HAN.search(text):
            return True
        words = name_words(text)
        if self._lexicon.strength(words) is Strength.STRONG:
            return len("".join(words)) >= _SHORTEST_SHARED
        return len(words) >= _LONG  # however general each is, together they are one body's

    def _join_by_other_names(self) -> None:
        """Join what stands by itself to the one party of other lists that its names fit, after all primary names."""
        gone: set[int] = set()
        for draft in sorted(self._sole, key=lambda each: each.listings[0].id):
            if draft.number in gone:
                continue
            found = self._by_names_of_both(draft, gone)
            if found is None:
                continue
            other, evidence = found
            for listing in draft.listings:
                self._note(listing, other, evidence)
                self._place(listing, other)
            draft.listings = ()
            gone.add(draft.number)
        self._assembly.leave_out(gone)

    def _note(self, listing: Listing, other: Draft, evidence: JoinEvidence) -> None:
        """Write down that a listing comes to a party, unless it was joined before to the one that comes with it."""
        ledger = self._assembly.ledger
        if not any(line.listing_id == listing.id for line in ledger):
            ledger.append(Join(listing.id, _id(other), evidence, listing.name))

    def _by_names_of_both(self, draft: Draft, gone: set[int]) -> tuple[Draft, JoinEvidence] | None:
        near = {
            other.number: other
            for listing in draft.listings
            for other in self._placed.with_names(
                first_spelling_key(listing.whole_name, self._lexicon),
                self._other_keys(listing),
                self._native_keys(listing),
            )
            if other is not draft and other.number not in gone
        }
        found: dict[JoinEvidence, list[Draft]] = {}
        for _, other in sorted(near.items()):
            evidence = self._evidence(draft, other, gone)
            # Institutes print the group above them as their other name: one alias is no registered body.
            if evidence is JoinEvidence.ALIAS and other.body is not None:
                continue
            # A third list that prints two entries of one list as one says less than the list that has two.
            if evidence is not None and not any(
                is_second_entry(other, listing) or self._speaks_against(other, listing)
                for listing in draft.listings
            ):
                found.setdefault(evidence, []).append(other)
        for evidence in _BY_OTHER_NAMES:
            if len(found.get(evidence, ())) == 1:
                return found[evidence][0], evidence
            if found.get(evidence):
                return None
        return None

    def _evidence(self, draft: Draft, other: Draft, gone: set[int]) -> JoinEvidence | None:
        """What the names of two parties say: strongest of any two of their listings of different lists."""
        said = {
            self._of_two(one, two, (draft, other), gone)
            for one in draft.listings
            for two in other.listings
            if one.watchlist_id != two.watchlist_id
        }
        return next((each for each in _BY_OTHER_NAMES if each in said), None)

    def _of_two(
        self, one: Listing, two: Listing, near: tuple[Draft, Draft], gone: set[int]
    ) -> JoinEvidence | None:
        countries = set(one.country.split()), set(two.country.split())
        if not compatible(*countries):
            return None
        primary = [first_spelling_key(each.whole_name, self._lexicon) for each in (one, two)]
        others = [self._other_keys(each) for each in (one, two)]
        further = others[0] & others[1] - set(primary)
        if primary[0] == primary[1] and further:
            return JoinEvidence.BOTH_NAMES
        # A name that several parties have, a company and its group, decides for none of them.
        sole = [len(self._placed.with_primary_name(key) - gone) == 1 for key in primary]
        crossed = [primary[at] in others[1 - at] and sole[at] for at in (0, 1)]
        if any(
            self._placed.with_name(key) - gone == {near[0].number, near[1].number}
            for key in self._native_keys(one) & self._native_keys(two)
        ):
            return JoinEvidence.NATIVE_NAME
        if not any(crossed):
            return None
        # Institutes print the group above them and its other names: of a registered body each must print the other.
        if all(crossed) or (further and not any(draft.body for draft in near)):
            return JoinEvidence.BOTH_NAMES
        name = one.name if crossed[0] else two.name
        words = name_words(name)
        long = len(words) >= _TELLING_WORDS and self._lexicon.strength(words) is Strength.STRONG
        # An institute that prints its group as another name has no telling word of it: by that alone it is not the group.
        common = set(name_words(one.name)) & set(name_words(two.name))
        alike = any(self._lexicon.kind(word) is WordClass.DISTINCTIVE for word in common)
        return JoinEvidence.ALIAS if long and alike else None


def _is_in_force(listing: Listing) -> bool:
    return listing.status is Status.IN_FORCE


def _id(draft: Draft) -> str:
    return draft.body.id if draft.body else draft.listings[0].id


def _own_keys(listing: Listing) -> Iterator[str]:
    for name in listing.names:
        if name.kind in (NameKind.PRIMARY, NameKind.CORRECTION, *NATIVE_KINDS) and not name.needs_place:
            for text, kind in spellings(name.text, name.kind):
                if kind is not NameKind.ACRONYM:
                    yield key_of(text)
