"""The linker: a subject in, a reading out. Pure and in memory; the same subject reads the same on every machine.

Each text of a subject is read by itself (`screening.link.text_linker`); one of several lines is read line by line and
once more on one line, of which only what no line says is added. Here what its name, its affiliations, its ties
and its identifiers say is joined: an identifier says more than the text beside it, a country beside a person rules
nobody out, and what is of somebody else in the row is no word about the subject.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from screening.affiliations.repairs import TEXT_CHARS
from screening.affiliations.tokens import name_words
from screening.caches import MemoCache
from screening.link.bearers import Bearer
from screening.link.claim import Claim
from screening.link.identifier_evidence import supported_by_domains, with_differing
from screening.link.lookups import NOTHING, Lookups
from screening.link.nearby import MOST
from screening.link.original_text import as_written, piece_as_written
from screening.link.persons import Persons
from screening.link.printed import PrintedNames, caution, is_doubted
from screening.link.reading import SUBJECT_NAME, best_first, identified, rivals_of
from screening.link.reading_effort import MOST_OF_A_SUBJECT, MOST_OF_SECOND_LOOKS
from screening.link.relations import Link
from screening.link.text_linker import TOO_LONG, Begun, SourceText, TextLinker, TextLinks
from screening.link.ties import source_of_tie
from screening.link.universe import Universe
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
from screening.names.line_breaks import lines_of, on_one_line
from screening.policy.identity import is_person
from screening.progress import Progress, no_progress
from screening.vocabulary.cues import Cue, cue_words
from watchlists.countries import country_name
from watchlists.model import Status

_CERTAIN = ("ror", "lei", "uscc", "inn", "ogrn")
# Of organisations; an ORCID or a mail address is a person's own, and says nothing where it is not known.
_OF_ORGANISATIONS = (
    *_CERTAIN,
    "company",
    "domain",
    "tax",
    "vat",
    "imo",
    "npi",
    "cage",
    "duns",
    "uei",
    "swift",
    "isin",
)
_GROUPS = cue_words(Cue.GROUP_OF_A_PERSON)
# A department or an institute may be the listed group's own; a university is another body.
_UNIVERSITIES = cue_words(Cue.UNIVERSITY_OR_COLLEGE)


@dataclass(frozen=True, slots=True)
class LinkResult:
    """What linking made of a subject, and the sources of its texts that are too long to read: "affiliation 3"."""

    reading: Reading
    too_long: tuple[str, ...] = ()
    lookups: Lookups = NOTHING


class _Allowance:
    """The work that may still be done for the texts of a subject, and those that were too long.

    A second look counts by itself, so that it costs no text its reading.
    """

    def __init__(self, linker: TextLinker, begun: Begun, tick: Progress) -> None:
        self.too_long: dict[str, None] = {}
        self.is_cut = False  # a second look was too much work
        self.lookups: list[Lookups] = []
        self._linker, self._begun, self._tick = linker, begun, tick
        self._done = self._done_again = self._second_looks = 0

    def link(self, text: SourceText) -> TextLinks:
        """What a text says; nothing where it, or all before it, was too much work. A text read before costs the same."""
        text = text._replace(second_look=self._second_looks <= MOST_OF_SECOND_LOOKS)
        done = self._done_again if text.is_whole else self._done
        links = self._linker.link(text, self._begun, self._tick) if done <= MOST_OF_A_SUBJECT else TOO_LONG
        # What is read once more costs no text its reading, and its lines were read.
        if text.is_whole:
            self._done_again += links.work
        else:
            self._done += links.work
            if links.too_long:
                self.too_long[text.source] = None
        self._second_looks += links.work_of_second_look
        self.is_cut = self.is_cut or links.is_cut
        self.lookups.append(links.lookups)
        return links

    def link_with_country(self, text: SourceText, bare: str) -> TextLinks:
        """What a text says by itself, in the country that is its organisation's.

        A bare country beside a person may be where he lives: it rules nobody out. It speaks for a listed body only where
        nothing was found without it, and one was refused for want of a place.
        """
        links = self.link(text)
        if not bare or not links.unsettled:
            return links
        in_country = self.link(text._replace(country=bare))
        if not any(hit.listing.status is Status.IN_FORCE for hit in in_country.hits):
            return links
        # What the text says by itself is of no country but its own.
        return replace(in_country, self_declared=links.self_declared)


@dataclass(slots=True)
class _SubjectLinks:
    """What the texts and identifiers of a subject say together, in their order."""

    claims: list[Claim]
    hits: list[Hit]
    rejected: list[Alternative]
    notes: list[str]
    # Of somebody else in the row: no word about the subject.
    others: list[Claim] = field(default_factory=list)
    other_hits: list[Hit] = field(default_factory=list)
    recognised: list[Recognised] = field(default_factory=list)
    self_declared: list[SelfDeclared] = field(default_factory=list)
    listed: list[Bearer] = field(default_factory=list)

    def add_whole(self, links: TextLinks, source: str, *, own: bool = True) -> None:
        """Add what a text of several lines says on one line, as far as its lines do not say it as surely."""
        of_lines: dict[str, float] = {}
        for hit in (*self.hits, *self.other_hits):
            if hit.mention.source == source:
                of_lines[hit.listing.id] = max(hit.confidence, of_lines.get(hit.listing.id, 0))
        hits = [hit for hit in links.hits if hit.confidence > of_lines.get(hit.listing.id, 0)]
        surer = {hit.listing.id for hit in hits}
        for known in (self.hits, self.other_hits):
            known[:] = [hit for hit in known if hit.mention.source != source or hit.listing.id not in surer]
        names = {each.id for each in self.recognised if each.name}
        declared = {(each.pattern, each.words) for each in self.self_declared}
        self.add(
            replace(
                links,
                hits=tuple(hits),
                recognised=tuple(each for each in links.recognised if each.name and each.id not in names),
                self_declared=tuple(
                    each for each in links.self_declared if (each.pattern, each.words) not in declared
                ),
            ),
            own=own,
        )

    def add(self, links: TextLinks, *, own: bool = True) -> None:
        """Add what a text says; `own`: it is about the subject, as far as it does not say otherwise itself."""
        for hit in links.hits:
            (self.hits if own and not _is_of_another(hit) else self.other_hits).append(hit)
        (self.claims if own else self.others).extend(links.claims)
        self.others += links.others
        self.rejected += links.rejected
        self.listed += links.listed
        self.recognised += links.recognised
        self.self_declared += links.self_declared


@dataclass(frozen=True, slots=True)
class Linker:
    """Everything needed to read subjects."""

    texts: TextLinker
    persons: Persons
    names: MemoCache[tuple[list[Hit], list[Alternative], list[str]]] = field(
        default_factory=MemoCache, compare=False, repr=False
    )

    @property
    def universe(self) -> Universe:
        """Every organisation that is known, with its names."""
        return self.texts.universe

    @property
    def printed(self) -> PrintedNames:
        """The listed names as they are printed."""
        return self.texts.printed

    def open(self) -> None:
        """Bring in now what the first text would otherwise wait for."""
        self.texts.open()

    def read(self, subject: Subject) -> Reading:
        """Read a subject's name, affiliations and identifiers, as far as they are not too long."""
        return self.link(subject).reading

    def link(self, subject: Subject, tick: Progress = no_progress) -> LinkResult:
        """Read a subject, and say what of it is too long to read. `tick` is told of the work; what it raises ends it."""
        return self._link(subject, {}, tick)

    def link_all(self, subjects: Sequence[Subject], tick: Progress = no_progress) -> list[LinkResult]:
        """Read many subjects, each as `link` does; their texts are begun together, which takes far less time.

        The texts of all subjects are held at once: ask for a thousand at a time.
        """
        texts = ([*_texts(subject), *(tie.text for tie in _ties(subject))] for subject in subjects)
        begun = self.texts.begin_all(texts, tick)
        return [self._link(subject, begun, tick) for subject in subjects]

    def _link(self, subject: Subject, begun: Begun, tick: Progress) -> LinkResult:
        given = self._given(subject)
        texts, ties = _texts(subject), _ties(subject)
        bare = subject.country if not _country_of_texts(subject) else ""
        allowance = _Allowance(self.texts, begun, tick)
        by_text = [allowance.link_with_country(text, bare) for text in texts]
        joined = _SubjectLinks([claim for claim, _ in given], *self._person(subject))
        conflict = _conflict(given, by_text)
        for text, links in zip(texts, by_text, strict=True):
            links = self._with_identifiers(text, links, given, conflict, tick)
            links = _with_own(links, subject)
            if text.source != SUBJECT_NAME and is_person(subject):
                links = _without_own_group(links, subject, text.text)
            if _names_a_person(subject, text.source):
                links = _without_person(links)
            add = partial(joined.add_whole, source=text.source) if text.is_whole else joined.add
            add(_as_given(text.text, links))
        for claim, source in given:
            joined.add(self.texts.link_identifier(claim, source))
        if texts or ties or subject.name:
            joined.notes += _notes_of_unknown(subject, given)
        for tie in ties:
            links = allowance.link_with_country(tie.text, tie.bare)
            add = partial(joined.add_whole, source=tie.text.source) if tie.text.is_whole else joined.add
            add(_as_given(tie.text.text, links), own=tie.kind is not TieKind.OTHER_PERSON)
        if conflict:
            joined.notes.append("identifier and name point to different organisations")
        if allowance.is_cut:
            joined.notes.append("we stopped the second search early, because the text is long")
        if subject.identifiers:
            joined.hits = [with_differing(subject, hit) for hit in joined.hits]
        written = _own_texts(subject) | {
            source_of_tie(number): tie.text for number, tie in enumerate(subject.ties, start=1)
        }
        if any(len(text) > TEXT_CHARS for text in written.values()):
            joined.notes.append(f"only the first {TEXT_CHARS:,} characters of a text were read")
        if not written and not given:
            joined.recognised += _unknown_identifiers(subject)
        asked = Lookups.together(allowance.lookups)
        return LinkResult(_reading(joined, written, bare), tuple(allowance.too_long), asked)

    def _with_identifiers(
        self,
        text: SourceText,
        links: TextLinks,
        given: Sequence[tuple[Claim, str]],
        conflict: str,
        tick: Progress,
    ) -> TextLinks:
        """What a text says beside the identifiers of its subject, which say more than the text."""
        if links.too_long:
            return links
        numbers = frozenset(claim.bearer.number for claim, _ in given)
        sure = [claim for claim, _ in given if claim.how in _CERTAIN] if text.alone else []
        kept = identified(links.claims, numbers) if numbers else list(links.claims)
        refused = [link for link in links.possible if _is_explained(link, sure)]
        if not conflict and not refused and kept == list(links.claims):
            return links
        possible = [link for link in links.possible if link not in refused]
        again = self.texts.link_claims(text, (*kept, *links.others), possible, conflict, tick)
        why = f"the identifier names {sure[0].bearer.name}" if refused else ""
        named = (Alternative(link.listed.name, link.listed.id, why) for link in refused)
        return replace(again, rejected=(*named, *again.rejected), self_declared=links.self_declared)

    def _given(self, subject: Subject) -> list[tuple[Claim, str]]:
        """The organisations that a subject's identifiers name, each with where it stands."""
        return [
            (claim, f"identifier {scheme}")
            for scheme, value in subject.identifiers
            for claim in self.texts.identifiers.claims(scheme, value)
        ]

    def _person(self, subject: Subject) -> tuple[list[Hit], list[Alternative], list[str]]:
        if subject.type is SubjectType.ORGANISATION or not (subject.name or subject.identifiers):
            return [], [], []
        key = (subject.name, subject.type, subject.birth_date)
        hits, rejected, notes = self.names.get(key, lambda: self._persons_of(subject))
        if not subject.identifiers:
            return [*hits], [*rejected], [*notes]
        return self.persons.with_identifiers(subject, hits), [*rejected], [*notes]

    def _persons_of(self, subject: Subject) -> tuple[list[Hit], list[Alternative], list[str]]:
        """Listed persons of a subject's name, and of each of its lines where it has several."""
        lines = lines_of(subject.name)
        if len(lines) == 1:
            return self.persons.read(subject, subject.name)
        found = [self.persons.read(subject, each) for each in (on_one_line(subject.name), *lines)]
        surest: dict[str, Hit] = {}
        for hit in sorted((hit for hits, _, _ in found for hit in hits), key=lambda hit: -hit.confidence):
            surest.setdefault(hit.listing.id, hit)
        rejected = [each for _, rejections, _ in found for each in rejections]
        notes = dict.fromkeys(note for _, _, notes in found for note in notes)
        return [*surest.values()], [each for each in rejected if each.id not in surest], [*notes]


def _country_of_texts(subject: Subject) -> str:
    """The country of the organisations of a subject's texts: one tied to them, or one beside no person."""
    if subject.institution_country or is_person(subject):
        return subject.institution_country
    return subject.country


def _own_texts(subject: Subject) -> dict[str, str]:
    """The name of a subject that may be an organisation's, and its affiliations, as given, by where they stand."""
    name = subject.name if subject.type is not SubjectType.PERSON else ""
    affiliations = {
        f"affiliation {number}": text for number, text in enumerate(subject.affiliations, start=1)
    }
    return {SUBJECT_NAME: name, **affiliations} if name else affiliations


def _texts(subject: Subject) -> list[SourceText]:
    """The texts of a subject's own, as they are read."""
    written = _own_texts(subject)
    country, alone = _country_of_texts(subject), len(written) == 1
    unknown = subject.type is SubjectType.UNKNOWN
    return [
        each
        for source, text in written.items()
        for each in _readings(
            SourceText(text, source, country, alone, may_be_person=unknown and source == SUBJECT_NAME)
        )
    ]


def _readings(text: SourceText) -> list[SourceText]:
    """A text as it is read: each of its lines, then all on one line; a text of one line once."""
    lines = lines_of(text.text)
    if len(lines) == 1:
        return [text]
    # A country given beside several lines is one of theirs, and nobody says whose.
    each = [text._replace(text=line, alone=False) for line in lines]
    return [*each, text._replace(text=on_one_line(text.text), is_whole=True)]


@dataclass(frozen=True, slots=True)
class _TieText:
    """The text of a tie as it is read: its kind, its text, and a country that only orders bearers."""

    kind: TieKind
    text: SourceText
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
        text = SourceText(tie.text, source_of_tie(number), country, bool(tie.country) or alone)
        found += [_TieText(tie.kind, each, bare) for each in _readings(text)]
    return found


def _conflict(given: Sequence[tuple[Claim, str]], texts: Sequence[TextLinks]) -> str:
    """The identifier that names another organisation than the one text does, in words; "" where none does."""
    sure = [claim for claim, _ in given if claim.how in _CERTAIN]
    # A question is no ground for a conflict.
    read = [claim for links in texts for claim in links.claims if not claim.evidence]
    if not sure or not read or len(texts) != 1:
        return ""
    named = {claim.bearer.number for claim in sure}
    kin = {tie.bearer for claim in (*sure, *read) for tie in claim.bearer.ties}
    if any(claim.bearer.number in named | kin for claim in read) or named & kin:
        return ""
    return f"{sure[0].how} {sure[0].text} ({sure[0].bearer.name})"


def _as_given(text: str, links: TextLinks) -> TextLinks:
    """What a text says, each piece of it that was recognised as it stands there."""
    pieces = (replace(each, text=piece_as_written(text, each.text) or each.text) for each in links.recognised)
    return replace(links, recognised=tuple(pieces))


def _without_own_group(links: TextLinks, subject: Subject, text: str) -> TextLinks:
    """What a text says, without groups that bear the subject's own name: "Wagner Group, …, University of Vienna".

    A group or laboratory is called after its head; that it is one is known where the text names its university.
    """
    own = set(name_words(subject.name))
    named = [hit for hit in links.hits if _is_called_after(hit.matched_text, own)]
    if not named or _UNIVERSITIES.isdisjoint(name_words(text)):
        return links
    explained = [
        Alternative(hit.listing.name, hit.listing.id, "a group called after the person, at a university")
        for hit in named
    ]
    texts, ids = {hit.matched_text for hit in named}, {hit.listing.id for hit in named}
    return replace(
        links,
        hits=tuple(hit for hit in links.hits if hit not in named),
        claims=tuple(claim for claim in links.claims if claim.text not in texts),
        rejected=(*links.rejected, *explained),
        recognised=tuple(
            dict.fromkeys(Recognised(each.text) if each.id in ids else each for each in links.recognised)
        ),
    )


def _is_called_after(text: str, own: set[str]) -> bool:
    """Say whether a text is a word of a person's name and "group" or the like."""
    words = name_words(text)
    return len(words) == 2 and words[0] in own and words[1] in _GROUPS


def _with_own(links: TextLinks, subject: Subject) -> TextLinks:
    """What a text says, where whom it calls a contact or the like is the subject: then it is the subject's own."""
    mentions = [hit.mention for hit in links.hits] + [each.mention for each in links.self_declared]
    people = [each.stated for each in mentions if each.tie is TieKind.OTHER_PERSON]
    if not people:
        return links
    words = set(name_words(subject.name))
    if not words or not all(words <= set(name_words(person)) for person in people):
        return links
    return replace(
        links,
        claims=(*links.claims, *links.others),
        hits=tuple(replace(hit, mention=_own(hit.mention)) for hit in links.hits),
        others=(),
        self_declared=tuple(replace(each, mention=_own(each.mention)) for each in links.self_declared),
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
    return source == SUBJECT_NAME and subject.type is SubjectType.UNKNOWN and bool(subject.affiliations)


def _without_person(links: TextLinks) -> TextLinks:
    """What a text says that is most likely a person's name: nothing of what kind of body it names, and whom it names only
    where somebody is known by it.
    """
    is_known = any(each.name for each in links.recognised)
    return replace(links, recognised=links.recognised if is_known else (), self_declared=())


def _notes_of_unknown(subject: Subject, given: Sequence[tuple[Claim, str]]) -> Iterator[str]:
    """That an identifier of an organisation is not known, where there is a text to look up beside it."""
    known = {source for _, source in given}
    for scheme, value in subject.identifiers:
        if scheme in _OF_ORGANISATIONS and f"identifier {scheme}" not in known:
            yield f"we do not know {scheme} {value}, so we looked up only the text given with it"


def _unknown_identifiers(subject: Subject) -> Iterator[Recognised]:
    """The identifiers of organisations of a subject that has nothing else to be read."""
    for scheme, value in subject.identifiers:
        if scheme in _OF_ORGANISATIONS:
            yield Recognised(value)


def _reading(joined: _SubjectLinks, written: Mapping[str, str], bare: str) -> Reading:
    """The reading of a subject, from what its texts say together.

    Args:
        joined: what they say.
        written: the texts as given, by where they stand.
        bare: the country beside the person, which no text says.
    """
    hits, other_hits = supported_by_domains(joined.hits), joined.other_hits
    rivals = rivals_of(joined.claims, frozenset(hit.body_id for hit in hits if hit.body_id), bare)
    notes = [*joined.notes, *dict.fromkeys(map(caution, filter(is_doubted, joined.claims)))]
    if rivals and bare:
        notes.append(
            f"“{country_name(bare)}” is given for the person: organisations of this name there come first, and none is ruled out"
        )
    bodies = {
        claim.bearer.body.id: claim.bearer.body
        for claim in (*joined.claims, *joined.others)
        if claim.bearer.body is not None
    }
    return Reading(
        hits=tuple(
            as_written(hit, "\n".join(lines_of(written.get(hit.mention.source, ""))))
            for hit in (*best_first(hits), *best_first(other_hits))
        ),
        alternatives=(*rivals, *_explained(joined.rejected, rivals, hits, joined.listed)),
        ambiguous=bool(rivals),
        bodies=tuple(bodies.values()),
        recognised=tuple(joined.recognised),
        notes=tuple(notes),
        others=rivals_of(joined.others, frozenset(hit.body_id for hit in other_hits if hit.body_id)),
        self_declared=tuple(joined.self_declared),
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
