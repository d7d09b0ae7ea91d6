"""The linker: a subject in, a reading out. Pure and in memory; the same subject reads the same on every machine.

Each text is read by itself: its words, its setting, its claims, the relations they stand in. Whole names first, then
misspelt ones, names in Han characters, acronyms, brands, and names alike last; each step leaves alone what an earlier
one settled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Protocol

from screening.affiliations.contacts import domains_in
from screening.affiliations.places import Setting, setting_of, settings_by_group
from screening.affiliations.repairs import TEXT_CHARS
from screening.affiliations.several_institutions import split_institutions
from screening.affiliations.tokens import name_words, tokenise
from screening.caches import MemoCache
from screening.link.academies import add_without_academy
from screening.link.acronyms import read_acronyms
from screening.link.alike import Alike, alike
from screening.link.bearers import Bearer, is_in_force
from screening.link.brands import Brands, brands
from screening.link.claim import Claim
from screening.link.claims import ClaimReader
from screening.link.contained_names import NamesInside
from screening.link.foreign_branches import BranchesAbroad, branches_abroad
from screening.link.gazetteer import Gazetteer, gazetteer
from screening.link.identifiers import Identifiers, identifiers
from screening.link.knowledge import Knowledge, add_knowledge
from screening.link.namesakes import add_namesakes
from screening.link.native import read_native
from screening.link.native_stage import NativeStage, native_stage
from screening.link.nearby import MOST, Nearby, nearby
from screening.link.numbered import add_numbered
from screening.link.organs import add_organs
from screening.link.original_text import as_written, piece_as_written
from screening.link.parents import add_listed_parents
from screening.link.persons import Persons, persons
from screening.link.printed import PrintedNames, caution, is_doubted, printed_names
from screening.link.reading import SUBJECT_NAME, best_first, hits_of, identified, person_of, rivals_of
from screening.link.reading_effort import (
    MOST_OF_A_SECOND_LOOK,
    MOST_OF_A_SUBJECT,
    MOST_OF_A_TEXT,
    MOST_OF_SECOND_LOOKS,
    TooMuchWork,
    Work,
)
from screening.link.recognised import recognise, recognised_in
from screening.link.relations import Link, Relations
from screening.link.second_stage import SecondStage, second_stage
from screening.link.self_declared import self_declared_in
from screening.link.spelling import Repair, Speller, is_of_initials, readings, speller
from screening.link.ties import source_of_tie
from screening.link.universe import Assembly, Universe
from screening.link.universities import Universities, universities
from screening.model import (
    Alternative,
    Hit,
    Mention,
    Reading,
    Recognised,
    SelfDeclared,
    Subject,
    SubjectType,
    TieKind,
)
from screening.policy.identity import is_person
from screening.progress import Progress, no_progress
from screening.vocabulary import vocabulary
from watchlists.countries import country_name
from watchlists.editions.merges import ByHand
from watchlists.model import Body, Listing, Status
from watchlists.universities import University

_CHARACTERS = 4  # of a text, that are one unit of work
_A_REPAIR = 3  # units of work
_SHORT_TEXT = 6  # words: a bare name, misspelt in whatever word
_CERTAIN = ("ror", "lei", "uscc", "inn", "ogrn")
# Of organisations; an ORCID or a mail address is a person's own, and says nothing where it is not known.
_OF_ORGANISATIONS = (*_CERTAIN, "company", "domain")
_GROUPS = frozenset({"group", "lab", "laboratory", "team"})
# A department or an institute may be the listed group's own; a university is another body.
_UNIVERSITIES = frozenset({"university", "college"})
_NOWHERE = Setting(frozenset(), given=False, implied=frozenset(), cities=frozenset())


class _Key(NamedTuple):
    """A text as it is read: where it stands, the country beside it, whether it stands alone."""

    text: str
    source: str
    country: str
    alone: bool
    may_be_person: bool = False  # nobody says whether the text names a person or an organisation
    second_look: bool = True  # what is left without a hit is looked at once more


class Listings(Protocol):
    """What a library gives: every listing, with history."""

    @property
    def listings(self) -> tuple[Listing, ...]:
        """Every listing of every list."""


class Bodies(Protocol):
    """What a register gives: known organisations in their order."""

    @property
    def in_order(self) -> tuple[Body, ...]:
        """Every body."""


@dataclass(frozen=True, slots=True)
class LinkMessage:
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


_TOO_LONG = LinkMessage((), (), (), (), work=MOST_OF_A_TEXT, too_long=True)


class _SecondLook(NamedTuple):
    """What the second look at a text found."""

    links: Sequence[Link] = ()
    hits: tuple[Hit, ...] = ()
    work: int = 0
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking made of a subject, and the sources of its texts that are too long to read: "affiliation 3"."""

    reading: Reading
    too_long: tuple[str, ...] = ()


class _Allowance:
    """The work that may still be done for the texts of a subject, and those that were too long.

    A second look counts by itself, so that it costs no text its reading.
    """

    def __init__(self, tick: Progress) -> None:
        self.tick = tick
        self.too_long: dict[str, None] = {}
        self.is_cut = False  # a second look was too much work
        self._done = self._second_looks = 0

    def spend(self, key: _Key, read: Callable[[_Key], LinkMessage]) -> LinkMessage:
        """What a text says; nothing where it, or all before it, was too much work. A text read before costs the same."""
        asked = key._replace(second_look=self._second_looks <= MOST_OF_SECOND_LOOKS)
        told = read(asked) if self._done <= MOST_OF_A_SUBJECT else _TOO_LONG
        self._done += told.work
        self._second_looks += told.work_of_second_look
        self.is_cut = self.is_cut or told.is_cut
        if told.too_long:
            self.too_long[key.source] = None
        return told


@dataclass(frozen=True, slots=True)
class Linker:
    """Everything needed to read subjects."""

    universe: Universe
    gazetteer: Gazetteer
    relations: Relations
    speller: Speller
    identifiers: Identifiers
    persons: Persons
    brands: Brands
    nearby: Nearby
    alike: Alike
    printed: PrintedNames
    abroad: BranchesAbroad
    universities: Universities
    second_stage: SecondStage
    native: NativeStage
    texts: MemoCache[LinkMessage] = field(default_factory=MemoCache, compare=False, repr=False)
    names: MemoCache[tuple[list[Hit], list[Alternative], list[str]]] = field(
        default_factory=MemoCache, compare=False, repr=False
    )

    def open(self) -> None:
        """Bring the candidate index in now; else the first text that asks it waits a third of a second for it."""
        if (index := self.alike.index.get()) is not None:
            index.search_one("institute")
        self.second_stage.open()

    def read(self, subject: Subject) -> Reading:
        """Read a subject's name, affiliations and identifiers, as far as they are not too long."""
        return self.link(subject).reading

    def link(self, subject: Subject, tick: Progress = no_progress) -> Linked:
        """Read a subject, and say what of it is too long to read. `tick` is told of the work; what it raises ends it."""
        return self._link(subject, {}, tick)

    def link_all(self, subjects: Sequence[Subject], tick: Progress = no_progress) -> list[Linked]:
        """Read many subjects, each as `link` does; the candidate index is asked once for all of them.

        One search for many texts takes a tenth of the time of as many searches. The texts of all subjects are held at
        once: ask for a thousand at a time.
        """
        begun: dict[_Key, ClaimReader | None] = {}
        for subject in subjects:
            tick(1)
            texts, country = list(_texts(subject)), _country_of_texts(subject)
            keys = [_key(subject, text, source, country, alone=len(texts) == 1) for text, source in texts]
            done = 0
            for key in (*keys, *(tie.key for tie in _ties(subject))):
                if done > MOST_OF_A_SUBJECT:
                    break  # nor is any of the others read below
                if key not in begun and not self.texts.holds(key):
                    work = Work(tick)
                    begun[key] = self._begin_or_none(key, work)
                    done += work.done
        self.alike.propose((reader for reader in begun.values() if reader is not None), tick)
        return [self._link(subject, begun, tick) for subject in subjects]

    def _begin_or_none(self, key: _Key, work: Work) -> ClaimReader | None:
        """The beginning of a text; None where that is too much work already."""
        try:
            return self._begin(key.text, key.country, work=work)
        except TooMuchWork:
            return None

    def _link(self, subject: Subject, begun: dict[_Key, ClaimReader | None], tick: Progress) -> Linked:
        given = self._given(subject)
        written = list(_texts(subject))
        ties = _ties(subject)
        given_in = {source: text for text, source in (*written, *(tie.key[:2] for tie in ties))}
        alone, country = len(written) == 1, _country_of_texts(subject)
        bare = subject.country if not country else ""
        allowance = _Allowance(tick)
        told = [
            self._read_text(_key(subject, text, source, country, alone=alone), bare, begun, allowance)
            for text, source in written
        ]
        hits, rejected, notes = self._person(subject)
        claims: list[Claim] = [claim for claim, _ in given]
        others: list[Claim] = []  # of somebody else in the row: no word about the subject
        other_hits: list[Hit] = []
        recognised: list[Recognised] = []
        declared: list[SelfDeclared] = []
        listed: list[Bearer] = []
        numbers = frozenset(claim.bearer.number for claim in claims)
        conflict = self._conflict(given, told)
        sure = [claim for claim, _ in given if claim.how in _CERTAIN] if alone else []
        for (text, source), said in zip(written, told, strict=True):
            kept = identified(said.claims, numbers) if numbers else list(said.claims)
            refused = [link for link in said.possible if _is_explained(link, sure)]
            # An identifier beside the text says more than the text.
            if not said.too_long and (conflict or refused or (numbers and kept != list(said.claims))):
                key = _Key(text, source, country, alone)
                reader = self._reader(key, {}, Work(tick, most=3 * MOST_OF_A_TEXT))
                reader.claims = [each for each in (*kept, *said.others) if not each.evidence]
                possible = [link for link in said.possible if link not in refused]
                again = self._told(reader, source, conflict, possible=possible)
                why = f"the identifier names {sure[0].bearer.name}" if refused else ""
                named = (Alternative(link.listed.name, link.listed.id, why) for link in refused)
                said = replace(again, rejected=(*named, *again.rejected), self_declared=said.self_declared)
            said = _with_own(said, subject)
            if source != SUBJECT_NAME and is_person(subject):
                said = _without_own_group(said, subject, text)
            hits += [hit for hit in said.hits if not _is_of_another(hit)]
            other_hits += filter(_is_of_another, said.hits)
            rejected += said.rejected
            listed += said.listed
            claims += said.claims
            others += said.others
            if any(each.name for each in said.recognised) or not _names_a_person(subject, source):
                recognised += _as_given(text, said.recognised)
            if not _names_a_person(subject, source):
                declared += said.self_declared
        for claim, source in given:
            reader = ClaimReader(
                tokenise(claim.text), _NOWHERE, {}, self.gazetteer, self.universe.bearers, claims=[claim]
            )
            links = list(self.relations.links(reader))
            hits += hits_of(reader, links, source)
            listed += _listed_in(links)
            recognised.append(recognise(claim.text, claim.bearer))
        if written or ties or subject.name:
            known = {source for _, source in given}
            notes += [
                f"{scheme} {value} is not known here; only the text beside it was looked up"
                for scheme, value in subject.identifiers
                if scheme in _OF_ORGANISATIONS and f"identifier {scheme}" not in known
            ]
        for tie in ties:
            said = self._read_text(tie.key, tie.bare, begun, allowance)
            own = tie.kind is not TieKind.OTHER_PERSON
            for hit in said.hits:
                (hits if own and not _is_of_another(hit) else other_hits).append(hit)
            (claims if own else others).extend(said.claims)
            others += said.others
            rejected += said.rejected
            listed += said.listed
            recognised += _as_given(tie.key.text, said.recognised)
            declared += said.self_declared
        if conflict:
            notes.append("identifier and name point to different organisations")
        if allowance.is_cut:
            notes.append("the second look stopped: the text is long")
        if any(len(text) > TEXT_CHARS for text in given_in.values()):
            notes.append(f"only the first {TEXT_CHARS:,} characters of a text were read")
        rivals = rivals_of(claims, frozenset(hit.body_id for hit in hits if hit.body_id), bare)
        notes += dict.fromkeys(map(caution, filter(is_doubted, claims)))
        if rivals and bare:
            notes.append(
                f"“{country_name(bare)}” stands beside the person: bearers of the name there come first, none is ruled out"
            )
        bodies = {
            claim.bearer.body.id: claim.bearer.body
            for claim in (*claims, *others)
            if claim.bearer.body is not None
        }
        reading = Reading(
            hits=tuple(
                as_written(hit, given_in.get(hit.mention.source, ""))
                for hit in (*best_first(hits), *best_first(other_hits))
            ),
            alternatives=(*rivals, *_explained(rejected, rivals, hits, listed)),
            ambiguous=bool(rivals),
            bodies=tuple(bodies.values()),
            recognised=(*recognised, *_unknown_identifiers(subject, given, tuple(given_in.items()))),
            notes=tuple(notes),
            others=rivals_of(others, frozenset(hit.body_id for hit in other_hits if hit.body_id)),
            self_declared=tuple(declared),
        )
        return Linked(reading, tuple(allowance.too_long))

    def _read_text(
        self, key: _Key, bare: str, begun: dict[_Key, ClaimReader | None], allowance: _Allowance
    ) -> LinkMessage:
        """What a text says by itself, in the country that is its organisation's.

        A bare country beside a person may be where he lives: it rules nobody out. It speaks for a listed body only where
        nothing was found without it, and one was refused for want of a place.
        """
        said = allowance.spend(key, lambda asked: self._remembered(asked, begun, allowance.tick))
        if not bare or not said.unsettled:
            return said
        beside = key._replace(country=bare)
        placed = allowance.spend(beside, lambda asked: self._remembered(asked, begun, allowance.tick))
        if not any(hit.listing.status is Status.IN_FORCE for hit in placed.hits):
            return said
        # What the text says by itself is of no country but its own.
        return replace(placed, self_declared=said.self_declared)

    def _remembered(self, key: _Key, begun: dict[_Key, ClaimReader | None], tick: Progress) -> LinkMessage:
        """What a text says by itself, read once however often it stands in a list."""

        def read() -> LinkMessage:
            tick(1)
            reader: ClaimReader | None = None
            try:
                reader = self._reader(key, begun, Work(tick))
                return self._message(reader, key)
            except TooMuchWork:
                if reader is None or not any(claim.evidence for claim in reader.claims):
                    return _TOO_LONG
            # What the second look found made the rest too much work.
            bare = key._replace(second_look=False)
            return self._message(self._reader(bare, {}, Work(tick)), bare)

        return self.texts.get(key, read)

    def _message(self, reader: ClaimReader, key: _Key) -> LinkMessage:
        """What a text says by itself, with what it says of itself, and the work that it was."""
        told = self._told(
            reader,
            key.source,
            text=key.text,
            may_be_person=key.may_be_person,
            second_look=key.second_look,
        )
        declared = tuple(self_declared_in(reader, self.universe.places, *key[:3]))
        return replace(told, self_declared=declared, work=reader.work.done)

    def _told(
        self,
        reader: ClaimReader,
        source: str,
        conflict: str = "",
        text: str = "",
        *,
        may_be_person: bool = False,
        second_look: bool = True,
        possible: Sequence[Link] = (),
    ) -> LinkMessage:
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
        if text and not any(is_in_force(link.listed) for link in links):
            printed = self.abroad.links(reader, text) or self.printed.links(reader, text)
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
        recognised = recognised_in(reader, links, self.speller.names_institution, self.universities)
        rejected = (*reader.rejected, *self.nearby.explain(reader))
        of_others = {id(each) for each in reader.claims if source != SUBJECT_NAME and person_of(reader, each)}
        return LinkMessage(
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
        return self.second_stage.links(reader, source, taken, may_be_person=may_be_person)

    def _reader(self, key: _Key, begun: dict[_Key, ClaimReader | None], work: Work) -> ClaimReader:
        """Read one text of a subject beside its country.

        A country given once for several affiliations is one of theirs and nobody says whose: it may support a
        reading of each, and rules out none. A place that stands in the text goes before it.
        """
        text, country, alone = key.text, key.country, key.alone
        if (known := key._replace(second_look=True)) in begun:
            started = begun.pop(known)
            if started is None:
                raise TooMuchWork
        else:
            started = self._begin(text, country, work=work)
        beside = self._finish(started)
        if alone or not country or beside.claims or not beside.setting.given:
            return beside
        return self._finish(self._begin(text, work=beside.work))

    def claims(self, text: str, country: str = "", hidden: frozenset[str] = frozenset()) -> ClaimReader:
        """Read one text of organisations. `hidden`: register ids to read past.

        Raises:
            TooMuchWork: it is more than may be done for one text.
        """
        return self._finish(self._begin(text, country, hidden))

    def _finish(self, reader: ClaimReader) -> ClaimReader:
        self.alike.read(reader)
        return reader

    def _begin(
        self, text: str, country: str = "", hidden: frozenset[str] = frozenset(), work: Work | None = None
    ) -> ClaimReader:
        """Everything that is read of a text before names alike."""
        tokens = split_institutions(tokenise(text), self.universe.places)
        setting = setting_of(tokens, self.universe.places, country)
        settings = settings_by_group(tokens, self.universe.places, setting)
        reader = ClaimReader(tokens, setting, settings, self.gazetteer, self.universe.bearers, hidden)
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
            if is_of_initials(tokens.raws[place]):
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
                reader.read_spans(words, repairs)

    def _given(self, subject: Subject) -> list[tuple[Claim, str]]:
        return [
            (claim, f"identifier {scheme}")
            for scheme, value in subject.identifiers
            for claim in self.identifiers.claims(scheme, value)
        ]

    def _conflict(self, given: list[tuple[Claim, str]], texts: list[LinkMessage]) -> str:
        """The identifier that names another organisation than the one text does, in words; "" where none does."""
        sure = [claim for claim, _ in given if claim.how in _CERTAIN]
        # A question is no ground for a conflict.
        read = [claim for told in texts for claim in told.claims if not claim.evidence]
        if not sure or not read or len(texts) != 1:
            return ""
        named = {claim.bearer.number for claim in sure}
        kin = {tie.bearer for claim in (*sure, *read) for tie in claim.bearer.ties}
        if any(claim.bearer.number in named | kin for claim in read) or named & kin:
            return ""
        return f"{sure[0].how} {sure[0].text} ({sure[0].bearer.name})"

    def _person(self, subject: Subject) -> tuple[list[Hit], list[Alternative], list[str]]:
        if subject.type is SubjectType.ORGANISATION or not subject.name:
            return [], [], []
        key = (subject.name, subject.type, subject.birth_year)
        hits, rejected, notes = self.names.get(key, lambda: self.persons.read(subject, subject.name))
        return [*hits], [*rejected], [*notes]


def build(
    library: Listings,
    register: Bodies,
    knowledge: Knowledge | None = None,
    by_hand: Iterable[ByHand] = (),
    others: Iterable[University] = (),
) -> Linker:
    """Build a linker in memory: about five seconds for the shipped lists and register.

    `others`: universities that are recognised where the register knows nobody, and are read as nothing else.
    """
    assembly = Assembly(register.in_order, library.listings, by_hand)
    assembly.assemble()
    if knowledge is not None:
        add_knowledge(assembly, knowledge)
    add_numbered(assembly)
    add_without_academy(assembly)
    add_listed_parents(assembly)
    add_namesakes(assembly)
    add_organs(assembly)
    universe = assembly.universe()
    table = gazetteer(universe.names, universe.bearers, universe.lexicon)
    words = speller(universe.names)
    named = brands(universe.names, universe.bearers, universe.lexicon)
    printed = printed_names(universe.names, universe.bearers, universe.lexicon)
    near = nearby(universe.names, universe.bearers, universe.lexicon)
    relations = Relations(universe.bearers, table, NamesInside(universe.bearers, table))
    return Linker(
        universe,
        table,
        relations,
        words,
        identifiers(universe.bearers),
        persons(library.listings),
        named,
        near,
        alike(universe.names, near, words),
        printed,
        branches_abroad(printed, named, universe.bearers, universe.lexicon),
        universities(others, frozenset(body.id for body in register.in_order), universe.lexicon),
        second_stage(universe.names, universe.bearers, words, universe.lexicon, relations),
        native_stage(universe.names, universe.bearers),
    )


def _country_of_texts(subject: Subject) -> str:
    """The country of the organisations of a subject's texts: one tied to them, or one beside no person."""
    if subject.institution_country or is_person(subject):
        return subject.institution_country
    return subject.country


def _texts(subject: Subject) -> Iterator[tuple[str, str]]:
    if subject.name and subject.type is not SubjectType.PERSON:
        yield subject.name, "name"
    for number, text in enumerate(subject.affiliations, start=1):
        yield text, f"affiliation {number}"


def _key(subject: Subject, text: str, source: str, country: str, *, alone: bool) -> _Key:
    """How a text of a subject is read."""
    may_be_person = source == SUBJECT_NAME and subject.type is SubjectType.UNKNOWN
    return _Key(text, source, country, alone, may_be_person)


def _as_given(text: str, recognised: Iterable[Recognised]) -> Iterator[Recognised]:
    """Who the pieces of a text were recognised as, each piece as it stands there."""
    return (replace(each, text=piece_as_written(text, each.text) or each.text) for each in recognised)


def _without_own_group(said: LinkMessage, subject: Subject, text: str) -> LinkMessage:
    """What a text says, without groups that bear the subject's own name: "Wagner Group, …, University of Vienna".

    A group or laboratory is called after its head; that it is one is known where the text names its university.
    """
    own = set(name_words(subject.name))
    named = [hit for hit in said.hits if _is_called_after(hit.matched_text, own)]
    if not named or _UNIVERSITIES.isdisjoint(name_words(text)):
        return said
    explained = [
        Alternative(hit.listing.name, hit.listing.id, "a group called after the person, at a university")
        for hit in named
    ]
    texts, ids = {hit.matched_text for hit in named}, {hit.listing.id for hit in named}
    return replace(
        said,
        hits=tuple(hit for hit in said.hits if hit not in named),
        claims=tuple(claim for claim in said.claims if claim.text not in texts),
        rejected=(*said.rejected, *explained),
        recognised=tuple(
            dict.fromkeys(Recognised(each.text) if each.id in ids else each for each in said.recognised)
        ),
    )


def _is_called_after(text: str, own: set[str]) -> bool:
    """Say whether a text is a word of a person's name and "group" or the like."""
    words = name_words(text)
    return len(words) == 2 and words[0] in own and words[1] in _GROUPS


def _with_own(said: LinkMessage, subject: Subject) -> LinkMessage:
    """What a text says, where whom it calls a contact or the like is the subject: then it is the subject's own."""
    words = set(name_words(subject.name))
    mentions = [hit.mention for hit in said.hits] + [each.mention for each in said.self_declared]
    people = [each.stated for each in mentions if each.tie is TieKind.OTHER_PERSON]
    if not people or not words or not all(words <= set(name_words(person)) for person in people):
        return said
    return replace(
        said,
        claims=(*said.claims, *said.others),
        hits=tuple(replace(hit, mention=_own(hit.mention)) for hit in said.hits),
        others=(),
        self_declared=tuple(replace(each, mention=_own(each.mention)) for each in said.self_declared),
    )


def _own(mention: Mention) -> Mention:
    """The mention as the subject's, where the text calls it somebody else's."""
    of_another = mention.tie is TieKind.OTHER_PERSON
    return replace(mention, tie=TieKind.EMPLOYMENT, stated="") if of_another else mention


def _is_of_another(hit: Hit) -> bool:
    """Whether the text of a hit says that it is somebody else's affiliation."""
    return hit.mention.tie is TieKind.OTHER_PERSON


def _names_a_person(subject: Subject, source: str) -> bool:
    """Whether a text is most likely a person's name: one that no header explains, beside an affiliation."""
    return source == "name" and subject.type is SubjectType.UNKNOWN and bool(subject.affiliations)


def _unknown_identifiers(
    subject: Subject, given: Sequence[tuple[Claim, str]], written: Sequence[tuple[str, str]]
) -> Iterator[Recognised]:
    """Identifiers of organisations that nothing is known of, where the subject has nothing else to be read."""
    if not written and not given:
        for scheme, value in subject.identifiers:
            if scheme in _OF_ORGANISATIONS:
                yield Recognised(value)


@dataclass(frozen=True, slots=True)
class _TieText:
    """The text of a tie as it is read: its kind, its key, and a country that only orders bearers."""

    kind: TieKind
    key: _Key
    bare: str


def _ties(subject: Subject) -> list[_TieText]:
    """The texts of ties.

    A post of the subject's own is read like an affiliation; a country given for the subject says nothing of its
    earlier posts, its funders or other people.
    """
    posts = (TieKind.EMPLOYMENT, TieKind.VISITING)
    alone = len(subject.affiliations) + len(subject.ties) == 1
    found = []
    for number, tie in enumerate(subject.ties, start=1):
        beside = _country_of_texts(subject) if tie.kind in posts else ""
        country = tie.country or beside
        bare = subject.country if tie.kind in posts and not country else ""
        key = _Key(tie.text, source_of_tie(number), country, bool(tie.country) or alone)
        found.append(_TieText(tie.kind, key, bare))
    return found


def _listed_in(links: Iterable[Link]) -> tuple[Bearer, ...]:
    """The listed bearers of links, with the parts that are asked about with them."""
    return tuple(
        bearer for link in links for bearer in (link.listed, *(part.bearer for part in link.claim.parts))
    )


def _is_explained(link: Link, sure: Sequence[Claim]) -> bool:
    """Say whether identifiers name organisations that are on no list and have nothing to do with whom a text may mean."""
    if not sure or any(claim.bearer.listings for claim in sure):
        return False
    meant = (link.claim.bearer, link.listed)
    numbers = {bearer.number for bearer in meant}
    tied = {tie.bearer for bearer in meant for tie in bearer.ties}
    return all(
        claim.bearer.number not in numbers | tied
        and numbers.isdisjoint([tie.bearer for tie in claim.bearer.ties])
        for claim in sure
    )


def _explained(
    rejected: list[Alternative], rivals: tuple[Alternative, ...], hits: list[Hit], listed: Iterable[Bearer]
) -> tuple[Alternative, ...]:
    """What was rejected: each body once, none that is also hit or borne, the first few.

    A listed bearer may have the id and the name of a register.
    """
    hit_ids = {listing.id for hit in hits for listing in (hit.listing, *hit.other_listings)}
    bearers = [each for each in listed if not hit_ids.isdisjoint([listing.id for listing in each.listings])]
    named = (
        {rival.id for rival in rivals} | {hit.listing.id for hit in hits} | {bearer.id for bearer in bearers}
    )
    named |= {hit.listing.name for hit in hits}
    kept: dict[str, Alternative] = {}
    for each in rejected:
        if each.id not in named and each.name not in named:
            kept.setdefault(each.id or each.name, each)
    return tuple(kept.values())[:MOST]
