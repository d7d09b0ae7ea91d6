"""One text read: which organisations it means, and which listings these stand on, as far as the text itself says.

Whole names first, then misspelt ones, names in Han characters, acronyms, brands, and incomplete names last; each step leaves
alone what an earlier one settled. `screening.link.linker` joins what the texts of a subject say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from screening.affiliations.addresses import address_apart
from screening.affiliations.contacts import domains_in
from screening.affiliations.places import Setting, setting_of, settings_by_group
from screening.affiliations.several_institutions import split_institutions
from screening.affiliations.tokens import tokenise
from screening.caches import MemoCache
from screening.link.acronyms import read_acronyms
from screening.link.agreement import Agreement
from screening.link.bearers import Bearer, is_in_force
from screening.link.brands import Brands
from screening.link.claim import Claim
from screening.link.claims import ClaimReader
from screening.link.foreign_branches import BranchesAbroad
from screening.link.foreign_letters import is_syllabic
from screening.link.gazetteer import Gazetteer
from screening.link.group_brands import GroupBrands, without_misspelt
from screening.link.identifiers import Identifiers
from screening.link.known_bodies import KnownBodies
from screening.link.lookups import ANYTHING, NOTHING, Lookups
from screening.link.misspelt_names import MisspeltNames
from screening.link.native import read_native
from screening.link.native_stage import NativeStage
from screening.link.nearby import Nearby
from screening.link.printed import PrintedNames
from screening.link.reading import SUBJECT_NAME, hits_of, person_of
from screening.link.reading_effort import (
    MOST_OF_A_SECOND_LOOK,
    MOST_OF_A_SUBJECT,
    MOST_OF_A_TEXT,
    TooMuchWork,
    Work,
)
from screening.link.recognised import recognise, recognised_in
from screening.link.relations import Link, Relations
from screening.link.second_stage import SecondStage
from screening.link.self_declared import self_declared_in
from screening.link.spelling import Repair, Speller, is_of_initials, readings
from screening.link.universe import Universe
from screening.model import Alternative, Hit, Recognised, SelfDeclared
from screening.progress import Progress
from screening.vocabulary import vocabulary

_CHARACTERS = 4  # of a text, that are one unit of work
_A_REPAIR = 3  # units of work
_SHORT_TEXT = 6  # words: a bare name, misspelt in whatever word
_NOWHERE = Setting(frozenset(), given=False, implied=frozenset(), cities=frozenset())


class SourceText(NamedTuple):
    """A text as it is read: where it stands, the country beside it, whether it stands alone."""

    text: str
    source: str
    country: str
    alone: bool
    may_be_person: bool = False  # nobody says whether the text names a person or an organisation
    second_look: bool = True  # what is left without a hit is looked at once more
    is_whole: bool = False  # the lines of a text on one line, which were read one by one before


@dataclass(frozen=True, slots=True)
class TextLinks:
    """What one text says by itself."""

    claims: tuple[Claim, ...]
    hits: tuple[Hit, ...]
    rejected: tuple[Alternative, ...]
    recognised: tuple[Recognised, ...]
    # Claims that the text says are of somebody else: "(referee: Prof. Chen, X)".
    others: tuple[Claim, ...] = ()
    # No listing in force was found, and a listed body was refused: its place might have spoken for it.
    unsettled: bool = False
    self_declared: tuple[SelfDeclared, ...] = ()
    work: int = 0  # units that reading it was
    too_long: bool = False  # it was not read: more work than may be done for a text
    possible: tuple[Link, ...] = ()  # of the claims, those of the second look
    listed: tuple[Bearer, ...] = ()  # who was hit, with their parts
    work_of_second_look: int = 0
    is_cut: bool = False  # the second look was more work than may be done for it
    lookups: Lookups = NOTHING


TOO_LONG = TextLinks((), (), (), (), work=MOST_OF_A_TEXT, too_long=True, lookups=ANYTHING)
# Texts whose reading was begun together, each until it is finished; None where the beginning was too much work already.
Begun = dict[SourceText, ClaimReader | None]


class _SecondLook(NamedTuple):
    """What the second look at a text found."""

    links: Sequence[Link] = ()
    hits: tuple[Hit, ...] = ()
    work: int = 0
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class TextLinker:
    """Everything needed to read texts of organisations."""

    universe: Universe
    gazetteer: Gazetteer
    relations: Relations
    speller: Speller
    identifiers: Identifiers
    brands: Brands
    nearby: Nearby
    misspelt: MisspeltNames
    printed: PrintedNames
    abroad: BranchesAbroad
    groups: GroupBrands
    known: KnownBodies
    second_stage: SecondStage
    native: NativeStage
    memory: MemoCache[TextLinks] = field(default_factory=MemoCache, compare=False, repr=False)

    def open(self) -> None:
        """Bring the candidate index in now; else the first text that asks it waits a third of a second for it."""
        if (index := self.misspelt.index.get()) is not None:
            index.search_one("institute")
        self.second_stage.open()

    def begin_all(self, by_subject: Iterable[Sequence[SourceText]], tick: Progress) -> Begun:
        """Begin the texts of many subjects that are not remembered; the candidate index is asked once for all of them.

        One search for many texts takes a tenth of the time of as many searches.
        """
        begun: Begun = {}
        for texts in by_subject:
            tick(1)
            done = 0
            for text in texts:
                if done > MOST_OF_A_SUBJECT:
                    break  # nor is any of the others read after
                if text not in begun and not self.memory.holds(text):
                    work = Work(tick)
                    begun[text] = self._begin_or_none(text, work)
                    done += work.done
        self.misspelt.propose((reader for reader in begun.values() if reader is not None), tick)
        return begun

    def link(self, text: SourceText, begun: Begun, tick: Progress) -> TextLinks:
        """What a text says by itself, read once however often it stands in a list.

        Args:
            text: as it is read.
            begun: texts of `begin_all`; this one is taken out of it.
            tick: told of the work; what it raises ends it.
        """

        def read() -> TextLinks:
            tick(1)
            reader: ClaimReader | None = None
            try:
                reader = self._reader(text, begun, Work(tick))
                found = self._link(reader, text)
                known = found.hits or any(each.name for each in found.recognised)
                return found if known else self._without_address(text, found, tick)
            except TooMuchWork:
                if reader is None or not any(claim.evidence for claim in reader.claims):
                    return TOO_LONG
            # What the second look found made the rest too much work.
            bare = text._replace(second_look=False)
            return replace(self._link(self._reader(bare, {}, Work(tick)), bare), lookups=ANYTHING)

        return self.memory.get(text, read)

    def _without_address(self, text: SourceText, found: TextLinks, tick: Progress) -> TextLinks:
        """What a text that says nothing says once an address is set apart that was run on to a name."""
        apart = address_apart(text.text, self.universe.places)
        if not apart:
            return found
        divided = text._replace(text=apart)
        try:
            again = self._link(self._reader(divided, {}, Work(tick)), divided)
        except TooMuchWork:
            return replace(found, lookups=ANYTHING)
        asked = Lookups.together((found.lookups, again.lookups, Lookups(divided=(apart,))))
        return replace(again if again.hits else found, lookups=asked)

    def link_claims(
        self,
        text: SourceText,
        claims: Iterable[Claim],
        possible: Sequence[Link],
        conflict: str,
        tick: Progress,
    ) -> TextLinks:
        """What a text says with these of its claims, where an identifier beside it says more than the text.

        Args:
            text: as it is read.
            claims: that count; those of a second look do not.
            possible: what the second look found and counts.
            conflict: an identifier that names another organisation, in words.
            tick: told of the work.
        """
        reader = self._reader(text, {}, Work(tick, most=3 * MOST_OF_A_TEXT))
        reader.claims = [each for each in claims if not each.evidence]
        return self._link_reader(reader, text.source, conflict, possible=possible)

    def link_identifier(self, claim: Claim, source: str) -> TextLinks:
        """What an identifier says; its claim, which is known already, is left out."""
        reader = ClaimReader(
            tokenise(claim.text),
            _NOWHERE,
            {},
            self.gazetteer,
            self.universe.bearers,
            self.known,
            claims=[claim],
        )
        links = list(self.relations.links(reader))
        return TextLinks(
            (),
            tuple(hits_of(reader, links, source)),
            (),
            (recognise(claim.text, claim.bearer),),
            listed=_listed_in(links),
        )

    def claims(self, text: str, country: str = "", hidden: frozenset[str] = frozenset()) -> ClaimReader:
        """Read one text of organisations. `hidden`: register ids to read past.

        Raises:
            TooMuchWork: it is more than may be done for one text.
        """
        return self._finish(self._begin(text, country, hidden))

    def _link(self, reader: ClaimReader, text: SourceText) -> TextLinks:
        """What a text says by itself, with what it says of itself, and the work that it was."""
        links = self._link_reader(
            reader,
            text.source,
            text=text.text,
            may_be_person=text.may_be_person,
            second_look=text.second_look,
        )
        declared = tuple(self_declared_in(reader, self.universe.places, *text[:3]))
        return replace(
            links, self_declared=declared, work=reader.work.done, lookups=reader.work.lookups.lookups()
        )

    def _link_reader(
        self,
        reader: ClaimReader,
        source: str,
        conflict: str = "",
        text: str = "",
        *,
        may_be_person: bool = False,
        second_look: bool = True,
        possible: Sequence[Link] = (),
    ) -> TextLinks:
        """What the claims of a text say.

        Args:
            reader: the text with its claims.
            source: where it stands.
            conflict: an identifier that names another organisation, in words.
            text: what may be a printed name as a whole; "" where that was asked before.
            may_be_person: nobody says whether the text names a person or an organisation.
            second_look: whether to look again at what is left without a hit.
            possible: what the second look found before; its claims are not the reader's.
        """
        links = list(self.relations.links(reader))
        if text:
            hit = tuple(bearer for bearer in _listed_in(links) if is_in_force(bearer))
            groups = self.groups.links(reader, links)
            links = without_misspelt(links, groups)
            abroad = [] if groups or _is_settled(reader, links) else self.abroad.links(reader, text)
            # "Velmor Air, Niederlassung Frankfurt" is the branch there, and not the company by its own name.
            of_branches = {link.listed.number for link in abroad}
            links = [link for link in links if link.listed.number not in of_branches]
            printed = abroad or self.printed.links(reader, text, hit) or groups
            printed = [link for link in printed if not reader.is_hint(link.claim)]
            reader.claims += [link.claim for link in printed]
            links += printed
        if text:
            in_force = [link.claim for link in links if is_in_force(link.listed)]
            native = self.native.links(reader, source, in_force, may_be_person=may_be_person)
            reader.claims += [link.claim for link in native]
            links += native
        unsettled = bool(reader.rejected) and not any(is_in_force(link.listed) for link in links)
        look = _SecondLook(is_cut=bool(text))
        if text and second_look:
            look = self._second_look(reader, links, source, may_be_person=may_be_person)
        reader.claims += [link.claim for link in possible]
        links += possible
        hits = (*hits_of(reader, links, source, conflict), *look.hits)
        links += look.links
        recognised = recognised_in(reader, links, self.speller.names_institution)
        rejected = (*reader.rejected, *self.nearby.explain(reader))
        of_others = {id(each) for each in reader.claims if source != SUBJECT_NAME and person_of(reader, each)}
        return TextLinks(
            tuple(each for each in reader.claims if id(each) not in of_others),
            hits,
            rejected,
            recognised,
            tuple(each for each in reader.claims if id(each) in of_others),
            unsettled,
            possible=tuple(link for link in links if link.claim.evidence),
            listed=_listed_in(links),
            work_of_second_look=look.work,
            is_cut=look.is_cut,
        )

    def _second_look(
        self, reader: ClaimReader, links: Sequence[Link], source: str, *, may_be_person: bool
    ) -> _SecondLook:
        """What the mentions without a hit in force may mean, with work of its own; nothing where that is too much."""
        exact, claims = reader.work, reader.claims
        reader.work = exact.another(MOST_OF_A_SECOND_LOOK)
        try:
            found = self._possible(reader, links, source, may_be_person=may_be_person)
            reader.claims = [*claims, *(link.claim for link in found)]
            hits = tuple(hits_of(reader, found, source))
            return _SecondLook(found, hits, reader.work.done)
        except TooMuchWork:
            reader.claims = claims
            exact.lookups.anything = True
            return _SecondLook(work=reader.work.done, is_cut=True)
        finally:
            reader.work = exact

    def _possible(
        self, reader: ClaimReader, links: Sequence[Link], source: str, *, may_be_person: bool
    ) -> list[Link]:
        """What the mentions without a hit in force may mean."""
        hits = [link.claim for link in links if is_in_force(link.listed)]
        if any(claim.first < 0 for claim in hits):
            return []
        taken = {reader.tokens.groups[claim.first] for claim in hits}
        found = self.second_stage.links(reader, source, taken, may_be_person=may_be_person)
        return [
            link
            for link in found
            if not reader.is_hint(link.claim) and not _is_explained_by_its_own_name(reader, link)
        ]

    def _begin_or_none(self, text: SourceText, work: Work) -> ClaimReader | None:
        """The beginning of a text; None where that is too much work already."""
        try:
            return self._begin(text.text, text.country, work=work)
        except TooMuchWork:
            return None

    def _reader(self, text: SourceText, begun: Begun, work: Work) -> ClaimReader:
        """Read one text of a subject beside its country.

        A country given once for several affiliations is one of theirs and nobody says whose: it may support a
        reading of each, and rules out none. A place that stands in the text goes before it.
        """
        if (known := text._replace(second_look=True)) in begun:
            started = begun.pop(known)
            if started is None:
                raise TooMuchWork
        else:
            started = self._begin(text.text, text.country, work=work)
        beside = self._finish(started)
        if text.alone or not text.country or beside.claims or not beside.setting.given:
            return beside
        return self._finish(self._begin(text.text, work=beside.work))

    def _finish(self, reader: ClaimReader) -> ClaimReader:
        self.misspelt.read(reader)
        return reader

    def _begin(
        self, text: str, country: str = "", hidden: frozenset[str] = frozenset(), work: Work | None = None
    ) -> ClaimReader:
        """Everything that is read of a text before misspelt and incomplete names."""
        tokens = split_institutions(tokenise(text), self.universe.places)
        setting = setting_of(tokens, self.universe.places, country)
        settings = settings_by_group(tokens, self.universe.places, setting)
        reader = ClaimReader(
            tokens, setting, settings, self.gazetteer, self.universe.bearers, self.known, hidden
        )
        reader.work = work or reader.work
        reader.work.add(len(tokens) + len(tokens.text) // _CHARACTERS)
        reader.read_spans(tokens.words)
        self._read_misspelt(reader)
        read_native(reader)
        read_acronyms(reader)
        for domain in domains_in(tokens.text):
            reader.claims += [
                claim
                for claim in self.identifiers.claims("domain", domain)
                if all(other.bearer.number != claim.bearer.number for other in reader.claims)
            ]
        self.brands.read(reader)
        return reader

    def _read_misspelt(self, reader: ClaimReader) -> None:
        tokens = reader.tokens
        unread = [
            (place, word)
            for place, word in enumerate(tokens.words)
            if not tokens.stops[place] and not reader.is_claimed(place)
        ]
        if not unread:
            return
        short = len(tokens) <= _SHORT_TEXT
        names_institution = self.speller.names_institution
        institutions = {
            segment
            for segment, word in zip(tokens.segments, tokens.words, strict=True)
            if not short and names_institution(word)
        }
        repairs: dict[int, Repair] = {}
        also_read, cut = vocabulary().also, vocabulary().cut
        for place, word in unread:
            if not short and tokens.segments[place] not in institutions:
                continue
            if is_of_initials(tokens.raws[place]) or is_syllabic(tokens.raws[place]):
                continue
            plain = tokens.plains[place]
            read = cut.get(plain, ())
            if plain in also_read:
                read = tuple(dict.fromkeys((*read, word, *also_read[plain])))
            reader.work.add(_A_REPAIR)
            repair = Repair(read) if read else self.speller.repair(word)
            if repair is not None:
                repairs[place] = repair
        if repairs:
            for words in readings(tokens.words, repairs):
                reader.work.lookups.repaired[" ".join(words)] = None
                reader.read_spans(words, repairs)


def _listed_in(links: Iterable[Link]) -> tuple[Bearer, ...]:
    """The listed bearers of links, with the parts that are asked about with them."""
    return tuple(
        bearer for link in links for bearer in (link.listed, *(part.bearer for part in link.claim.parts))
    )


def _is_settled(reader: ClaimReader, links: Sequence[Link]) -> bool:
    """Say whether listed bodies in force are named, and not only by their own name before a place in another country."""
    claims = [link.claim for link in links if is_in_force(link.listed)]
    return any(
        reader.setting.given or claim.how == "abroad" or claim.placement.agreement is not Agreement.CONFLICT
        for claim in claims
    )


def _is_explained_by_its_own_name(reader: ClaimReader, link: Link) -> bool:
    """Say whether the mention of a possible link is, as a whole, the name of a known body that is on no list; then reject it."""
    where = reader.mention_around(link.claim.first)
    mention = reader.tokens.text[where[0] : where[1]]
    known = reader.unlisted(mention, reader.setting_at(link.claim.first).countries)
    if known:
        why = f"“{mention}” is the name of {known[0].name}, which no list names"
        reader.reject(link.listed, why, where=where)
    return bool(known)
