"""Who is who: every listing and register body leads to the one organisation it belongs to.

The joining was decided by the linker; this only looks it up, for pages that show one organisation whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from screening.affiliations.tokens import HAN, name_words
from screening.engine import Engine
from screening.link.bearers import Bearer
from screening.names.scripts import Script, script_of
from watchlists.model import NATIVE_KINDS, Body, Listing, NameKind, PartyType

MOST_ALIKE = 12
_NOT_ITS_OWN = (NameKind.CONTESTED, NameKind.FRAGMENT, NameKind.SUBORDINATE)


@dataclass(frozen=True, slots=True)
class OneName:
    """A name as printed, what it is, and by whom it is printed."""

    text: str
    kind: str  # a key of the wording's name_kinds, or "label"
    printed_by: tuple[str, ...]  # ids of lists; "" for the register, else another source in words
    note: str = ""


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """One organisation or listed person, with its body in the register and its listings."""

    id: str  # of the body: of the register, else a number of it, else of its first listing
    name: str
    type: PartyType
    countries: tuple[str, ...]
    body: Body | None
    listings: tuple[Listing, ...]  # in force first
    bearer: Bearer | None = None

    @property
    def native(self) -> tuple[str, ...]:
        """Up to two names in other scripts than Latin: the register's labels, else what lists print, else aliases."""
        registered = self.body.names if self.body else ()
        printed = [name.text for each in self.listings for name in each.names if name.kind in NATIVE_KINDS]
        labels = [name.text for name in registered if name.kind == "label"]
        for texts in (labels, printed, [name.text for name in registered]):
            own = [text for text in texts if script_of(text) not in (Script.LATIN, Script.OTHER)]
            if own:
                return tuple(dict.fromkeys(own))[:2]
        return ()


@dataclass(frozen=True)
class Organisations:
    """Organisations by the id of any listing or register body."""

    by_id: dict[str, OrganisationPage]
    bearers: Sequence[Bearer]
    places: dict[int, str]  # bearer number: organisation id
    parts: dict[int, tuple[int, ...]]  # bearer number: bearers that stand under it
    words: dict[str, frozenset[str]]  # organisation id: words of its primary name

    def under(self, organisation: OrganisationPage) -> tuple[OrganisationPage, ...]:
        """Bodies that stand under this one, by what the register or curated knowledge says."""
        if organisation.bearer is None:
            return ()
        return tuple(self._of(number) for number in self.parts.get(organisation.bearer.number, ()))

    def above(self, organisation: OrganisationPage) -> tuple[tuple[str, OrganisationPage, str], ...]:
        """(relation, organisation, source) of what this one stands under."""
        ties = organisation.bearer.ties if organisation.bearer else ()
        return tuple((tie.relation.value, self._of(tie.bearer), tie.why) for tie in ties)

    def alike(self, organisation: OrganisationPage) -> tuple[OrganisationPage, ...]:
        """Other bodies of its country whose names differ from its name by one word: not it, and easily taken for it."""
        own = self.words.get(organisation.id, frozenset())
        if len(own) < 2:
            return ()
        found = [
            other
            for other in map(self.by_id.__getitem__, self.words)
            if other.id != organisation.id
            and set(other.countries) & set(organisation.countries)
            and len(own ^ self.words[other.id]) <= 2
            and len(own & self.words[other.id]) >= len(own) - 1
        ]
        return tuple(sorted(found, key=lambda each: each.name)[:MOST_ALIKE])

    def apart(self, one: OrganisationPage, other: OrganisationPage) -> tuple[str, str]:
        """The words that only the one's name has, and those that only the other's has: why they are not one."""
        own, theirs = self.words[one.id], self.words[other.id]
        return ", ".join(sorted(own - theirs)), ", ".join(sorted(theirs - own))

    def _of(self, number: int) -> OrganisationPage:
        return self.by_id[self.places[number]]


def organisations(engine: Engine) -> Organisations:
    """Look up all organisations of an engine once."""
    by_id: dict[str, OrganisationPage] = {}
    places: dict[int, str] = {}
    parts: dict[int, list[int]] = {}
    bearers = engine.linker.universe.bearers
    for bearer in bearers:
        made = _of_bearer(bearer)
        if made is None:
            continue
        places[bearer.number] = made.id
        by_id.update(dict.fromkeys(_ids(made), made))
        for tie in bearer.ties:
            parts.setdefault(tie.bearer, []).append(bearer.number)
    for listing in engine.library.listings:
        if listing.id not in by_id and listing.type is not PartyType.OTHER:
            countries = tuple(listing.country.split())
            by_id[listing.id] = OrganisationPage(
                listing.id, listing.name, listing.type, countries, None, (listing,)
            )
    for body in engine.register.in_order:
        by_id.setdefault(
            body.id,
            OrganisationPage(
                body.id, body.name, PartyType.ORGANISATION, tuple(body.country.split()), body, ()
            ),
        )
    words = {each.id: _words(each.name) for each in by_id.values() if each.type is PartyType.ORGANISATION}
    known = {above: tuple(n for n in below if n in places) for above, below in parts.items()}
    return Organisations(by_id, bearers, places, known, words)


def names_of(organisation: OrganisationPage) -> tuple[OneName, ...]:
    """All its names, each once, with everybody who prints it; a body's own names only."""
    printed: dict[tuple[str, str], OneName] = {}
    for text, kind, by, note in _printed(organisation):
        if kind in _NOT_ITS_OWN:
            continue
        before = next((each for (shown, _), each in printed.items() if shown == text), None)
        if before is None:
            printed[text, kind] = OneName(text, kind, (by,), note)
        elif by not in before.printed_by:
            printed[text, before.kind] = OneName(text, before.kind, (*before.printed_by, by), before.note)
    return tuple(printed.values())


def by_script(names: Iterable[OneName]) -> dict[str, list[OneName]]:
    """Names by writing system, native scripts first."""
    groups: dict[str, list[OneName]] = {}
    for name in names:
        groups.setdefault(script_of(name.text).value, []).append(name)
    return dict(sorted(groups.items(), key=lambda group: (group[0] == "latin", group[0] == "other")))


def _printed(organisation: OrganisationPage) -> Iterator[tuple[str, str, str, str]]:
    if organisation.body:
        yield from ((name.text, name.kind, "", "") for name in organisation.body.names)
    for listing in organisation.listings:
        yield from ((name.text, name.kind, listing.watchlist_id, name.note) for name in listing.printed_names)
    for listing in organisation.listings:
        yield from ((name.text, name.kind, name.note, "") for name in listing.names_from_other_sources)


def _of_bearer(bearer: Bearer) -> OrganisationPage | None:
    if bearer.body is None and not bearer.listings:
        return None
    type_ = bearer.listings[0].type if bearer.listings else PartyType.ORGANISATION
    return OrganisationPage(
        bearer.id, bearer.name, type_, tuple(sorted(bearer.countries)), bearer.body, bearer.listings, bearer
    )


def _ids(organisation: OrganisationPage) -> list[str]:
    return [organisation.id, *(listing.id for listing in organisation.listings)]


def _words(text: str) -> frozenset[str]:
    return frozenset((*name_words(text), *HAN.findall(text)))
