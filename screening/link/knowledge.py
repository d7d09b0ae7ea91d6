"""What lists and registers do not print: hospitals, laboratories, short names and former names, added to a universe.

A row whose body is unknown here adds nothing: knowledge speaks about bodies that the lists or the register hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from screening.affiliations.places import city_key
from screening.affiliations.tokens import HAN, name_words
from screening.link.bearers import REGISTER, BearerTie
from screening.link.ledger import key_of
from screening.link.lexicon import names_of_many_hospitals
from screening.link.spellings import spellings
from screening.link.universe import PRINTED_AS_ALIAS, Assembly, Draft, relation_of
from screening.model import Relation
from watchlists.knowledge import (
    GroupBrand,
    KnownPart,
    Renaming,
    ShortName,
    UnlistedParent,
    read_group_brands,
    read_hospitals,
    read_laboratories,
    read_renamings,
    read_short_names,
    read_unlisted_parents,
)
from watchlists.model import NameKind

_KINDS = {
    "native": NameKind.NATIVE,
    "romanised": NameKind.ALIAS,
    "shared": NameKind.WEAK_ALIAS,  # others bear it too, who are in no register of ours
    "acronym": NameKind.ACRONYM,
}
_STATE_KEY, _STATE_KEY_HAN, _ALL_CHINA_KEY_HAN = "State Key Laboratory", "国家重点实验室", "全国重点实验室"
_DATED = re.compile(r"\(\d{4}-\d{4}\)$")
_OUTSIDE = {"split", "dissolved"}  # the former name is no longer one body's


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Curated facts, as `watchlists.knowledge` reads them."""

    hospitals: tuple[KnownPart, ...] = ()
    laboratories: tuple[KnownPart, ...] = ()
    short_names: tuple[ShortName, ...] = ()
    renamings: tuple[Renaming, ...] = ()
    group_brands: tuple[GroupBrand, ...] = ()  # not of the assembly: `screening.link.group_brands`
    unlisted_parents: tuple[UnlistedParent, ...] = ()


def load_knowledge() -> Knowledge:
    """Read the shipped files.

    Raises:
        KnowledgeInvalid: naming file, line and reason.
    """
    return Knowledge(
        read_hospitals(),
        read_laboratories(),
        read_short_names(),
        read_renamings(),
        read_group_brands(),
        read_unlisted_parents(),
    )


def add_knowledge(assembly: Assembly, knowledge: Knowledge) -> None:
    """Add names and ties to the drafts of an assembly."""
    finder = DraftFinder(assembly, knowledge)
    for row in knowledge.unlisted_parents:
        _tie_to_unlisted(assembly, finder, row)
    for short in knowledge.short_names:
        for draft in finder.find(short.body, short.name, short.country):
            if short.kind == "domain":
                draft.domains |= {short.short}
                continue
            unverified = bool(short.unverified_source)
            kind = _KINDS[short.kind]
            assembly.name(draft, short.short, kind, listed=True, note=short.reason, unverified=unverified)
    for renaming in knowledge.renamings:
        _tie_successor(assembly, finder, renaming)
        if renaming.change in _OUTSIDE:
            continue
        for draft in finder.find(renaming.successor_body, renaming.successor, renaming.country):
            until = f"name until {renaming.until}" if renaming.until else "a former name"
            for text in filter(None, (renaming.former, renaming.former_native)):
                if not finder.owners(text, renaming.country, draft):
                    kind = NameKind.NATIVE if HAN.search(text) else NameKind.FORMER
                    unverified = bool(renaming.unverified_source)
                    assembly.name(draft, text, kind, listed=True, note=until, unverified=unverified)
    for table, parts in (("hospitals", knowledge.hospitals), ("laboratories", knowledge.laboratories)):
        for part in parts:
            for parent in finder.find(part.parent, part.parent_name, part.country):
                _tie(assembly, finder, part, parent, table)


def _tie_successor(assembly: Assembly, finder: DraftFinder, renaming: Renaming) -> None:
    """A school that took over a listed one, and is not listed as such itself, is its successor.

    Years in the former name tell it apart from another that bears the name since: "Luoyang Institute of Technology (1982-2002)".
    """
    if renaming.change == "renamed" or _DATED.search(renaming.former):
        return
    formers = [draft for draft in finder.find("", renaming.former, renaming.country) if draft.listings]
    for former in formers:
        for draft in finder.find(renaming.successor_body, renaming.successor, renaming.country):
            if draft is not former and all(tie.bearer != former.number for tie in draft.ties):
                why = f"knowledge: {renaming.change} {renaming.until}".rstrip()
                source = renaming.unverified_source
                draft.ties += (BearerTie(Relation.SUCCESSOR_OF, former.number, why, renaming.reason, source),)


def _tie_to_unlisted(assembly: Assembly, finder: DraftFinder, row: UnlistedParent) -> None:
    """Tie a listed body to its group, which bears its name from then on, if no register has it."""
    for member in finder.find("", row.member, row.country):
        if not member.listings:
            continue
        parents = finder.find(row.parent, row.parent_name, row.country)
        if not parents:
            parents = [assembly.draft(row.parent_name, row.country.split())]
            assembly.name(parents[0], row.parent_name, NameKind.PRIMARY, listed=False)
            finder.learn(row.parent_name, parents[0])
        if all(tie.bearer != parents[0].number for tie in member.ties):
            why = "knowledge: unlisted_parents"
            tie = BearerTie(Relation.SUBSIDIARY_OF, parents[0].number, why, "", row.unverified_source)
            member.ties += (tie,)


def _tie(assembly: Assembly, finder: DraftFinder, part: KnownPart, parent: Draft, table: str) -> None:
    owners = finder.owners(part.name, part.country, parent)
    if not owners and part.native:
        owners = finder.owners(part.native, part.country, parent)
        for owner in owners[:1]:
            assembly.name(owner, part.name, NameKind.ALIAS, listed=False)
    draft = owners[0] if owners else assembly.draft(part.name, part.country.split())
    if not owners:
        draft.types |= {"healthcare" if table == "hospitals" else "facility"}
        draft.cities |= parent.cities
        assembly.name(draft, part.name, NameKind.PRIMARY, listed=False)
        finder.learn(part.name, draft)
    if part.native:
        assembly.name(draft, part.native, NameKind.NATIVE, listed=False)
    for text, kind in _since_2022(part):
        if not finder.owners(text, part.country, draft):
            assembly.name(draft, text, kind, listed=False)
    if table == "hospitals":
        _name_without_town(assembly, finder, part, draft)
    relation = Relation(part.relation) if part.relation else relation_of(draft)
    known = [tie for tie in draft.ties if tie.bearer == parent.number]
    # A person looked at it: it goes before what the register or the printing of a list says.
    if not known or all(tie.why == PRINTED_AS_ALIAS or tie.why.startswith(REGISTER) for tie in known):
        rest = tuple(tie for tie in draft.ties if tie not in known)
        # The register names the parent, too: then it vouches for the row, whose own source nobody has verified.
        vouched = any(tie.why.startswith(REGISTER) and not tie.unverified_source for tie in known)
        why, source = f"knowledge: {table}", "" if vouched else part.unverified_source
        draft.ties = (*rest, BearerTie(relation, parent.number, why, part.reason, source))


def _since_2022(part: KnownPart) -> Iterator[tuple[str, NameKind]]:
    """The names of a state key laboratory of China by the new word for "state", which some write as "National" in English."""
    if part.native.endswith(_STATE_KEY_HAN):
        yield part.native.removesuffix(_STATE_KEY_HAN) + _ALL_CHINA_KEY_HAN, NameKind.NATIVE
    if part.country == "CN" and part.name.startswith(_STATE_KEY):
        yield "National" + part.name.removeprefix("State"), NameKind.ALIAS


def _name_without_town(assembly: Assembly, finder: DraftFinder, part: KnownPart, draft: Draft) -> None:
    """Where a hospital in another town is Tongji Hospital by its own name, "Shanghai Tongji Hospital" is called so too."""
    town, rest = _town_and_rest(part)
    if city_key(town) not in draft.cities or names_of_many_hospitals().isdisjoint(name_words(rest)):
        return
    namesakes = finder.owners(rest, part.country, draft)
    if any("healthcare" in other.types and not other.cities & draft.cities for other in namesakes):
        assembly.name(draft, rest, NameKind.ALIAS, listed=False)


class DraftFinder:
    """Drafts by register id or by a name they bear: of a million names it keeps those that the knowledge asks for."""

    def __init__(self, assembly: Assembly, knowledge: Knowledge) -> None:
        self._by_body = assembly.by_body
        self._drafts = assembly.drafts
        # Numbers of drafts; to ask for a key that is not among these is a mistake, and told as one.
        self._by_key: dict[str, tuple[int, ...]] = {
            key: () for text in _asked(knowledge) for key in _keys(text)
        }
        for name in assembly.names:
            if name.kind is not NameKind.ACRONYM:
                key = "#" + name.words[0] if HAN.search(name.words[0]) else name.key
                if key in self._by_key:
                    self._by_key[key] += (name.bearer,)

    def find(self, body: str, name: str, country: str) -> list[Draft]:
        """The drafts meant by a register id, else by a name in that country; listed ones first and alone."""
        if body in self._by_body:
            return [self._by_body[body]]
        for text in filter(None, (body if ":" not in body else "", name)):
            found = self._in_country(text, country)
            listed = [draft for draft in found if draft.listings]
            if listed or found:
                return (listed or found)[:1]
        return []

    def owners(self, text: str, country: str, but: Draft) -> list[Draft]:
        """Other drafts of that country that bear the name."""
        return [draft for draft in self._in_country(text, country) if draft is not but]

    def learn(self, text: str, draft: Draft) -> None:
        """Remember a new draft's name."""
        self._by_key[key_of(text)] += (draft.number,)

    def _in_country(self, text: str, country: str) -> list[Draft]:
        countries = set(country.split())
        numbers = next(filter(None, map(self._by_key.__getitem__, _keys(text))), ())
        known = [self._drafts[number] for number in numbers]
        return [
            draft for draft in known if not countries or not draft.countries or countries & draft.countries
        ]


def _keys(text: str) -> list[str]:
    """The keys of a name as it is printed, then without the acronym in its brackets."""
    spelt = [one for one, kind in spellings(text, NameKind.PRIMARY) if kind is NameKind.PRIMARY]
    return [key_of(one) for one in (text, *spelt)]


def _asked(knowledge: Knowledge) -> Iterator[str]:
    """Every name by which `add_knowledge` looks for a body."""
    for short in knowledge.short_names:
        yield from (short.body, short.name)
    for renaming in knowledge.renamings:
        yield from (renaming.successor_body, renaming.successor, renaming.former, renaming.former_native)
    for row in knowledge.unlisted_parents:
        yield from (row.member, row.parent, row.parent_name)
    for part in (*knowledge.hospitals, *knowledge.laboratories):
        yield from (part.parent, part.parent_name, part.name, part.native, _town_and_rest(part)[1])
        yield from (text for text, _ in _since_2022(part))


def _town_and_rest(part: KnownPart) -> tuple[str, str]:
    """The first word of a name, which may be its town, and what stands behind it."""
    town, _, rest = part.name.partition(" ")
    return town, rest
