"""The nouns of screening, frozen; see the words in docs/glossary.md.

Values stay as they were given; readings, evidence and outcomes stand beside them. "Could not look" is an
outcome of its own and never becomes "no match".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from watchlists.model import Body, BodyKind, Listing, NameKind, Snapshot, Status, Watchlist

# The feature of the lines of evidence that name who is asked about with a body, under the same name.
FAMILY = "family"
TRANSLATED = "translation"  # of the line that says that a name was translated word by word
READ_BY_SOUND = "sound"  # of the line that says that a name only sounds like the listed one
CALIBRATION = "calibration"  # the feature of the line that says how often such hits were right


def parts_text(count: int) -> str:
    """How many parts are listed beside their head, in words."""
    return f"and {count} part{'s' if count > 1 else ''} listed"


class SubjectType(StrEnum):
    """What sort of party was asked about; unknown is read from the row as far as it tells."""

    ORGANISATION = "organisation"
    PERSON = "person"
    UNKNOWN = "unknown"


class TieKind(StrEnum):
    """How a subject stands to an organisation, where the file or the caller says so."""

    EMPLOYMENT = "employment"
    # Employment that the file gives as previous, with or without the day it ended.
    PREVIOUS = "previous"
    VISITING = "visiting"
    EDUCATION = "education"
    # Funding and ownership count as current ties until the file gives an end.
    FUNDING = "funding"
    OWNERSHIP = "ownership"
    # Of a referee, supervisor, host or contact in the same row; never scored on the subject.
    OTHER_PERSON = "other_person"


@dataclass(frozen=True, slots=True)
class Tie:
    """An organisation whose tie to the subject is stated, with what is stated about it."""

    text: str  # the organisation, as given
    kind: TieKind = TieKind.EMPLOYMENT
    starts: str = ""  # as given: "2016", "March 2016"
    ends: str = ""  # as given, "present" too; "" where nothing is said of an end
    role: str = ""  # as given: "Professor", "referee: Li Wei"
    country: str = ""  # of the organisation, ISO alpha-2


@dataclass(frozen=True, slots=True)
class Subject:
    """The party somebody asked about, exactly as given.

    A row of a list may give a name, affiliations, or both. There is no field for nationality, ethnicity,
    gender or birthplace, and none may be added (tests hold this).
    """

    name: str = ""
    type: SubjectType = SubjectType.UNKNOWN
    affiliations: tuple[str, ...] = ()  # each cell or part of a cell, as given
    # ISO alpha-2. Of an organisation it is its own; beside a person it only orders the bearers of a shared name.
    country: str = ""
    # ISO alpha-2 of the affiliation, where a header ties the country to it ("Institution / Country").
    institution_country: str = ""
    city: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()  # (scheme, value): ror, orcid, lei, uscc, email, domain
    # "1965", "1965-03" or "1965-03-07"; tells people of one name apart, nothing else
    birth_date: str = ""
    # organisations whose tie is stated; `affiliations` are those of which nothing is
    ties: tuple[Tie, ...] = ()

    @property
    def organisations(self) -> tuple[str, ...]:
        """The organisations the subject itself is tied to: affiliations, then ties without somebody else's."""
        own = (tie.text for tie in self.ties if tie.kind is not TieKind.OTHER_PERSON)
        return tuple(dict.fromkeys((*self.affiliations, *own)))


def called(subject: Subject) -> str:
    """What a subject is called: its name, else its first organisation, else its first identifier."""
    texts = (subject.name, *subject.organisations, *(value for _, value in subject.identifiers))
    return next((text for text in texts if text), "")


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A subject, and what its own row says of the project; two rows that ask the same are screened once."""

    subject: Subject
    project: tuple[tuple[str, str], ...] = ()  # (fact, value); what the row leaves open, the run may say
    # Code and sentence of a cell of the row that could not be read: what is left of the row is never "no match".
    unread: tuple[str, str] | None = None


class Relation(StrEnum):
    """What the organisation in the text is to the listed one."""

    SAME = "same"
    CAMPUS_OF = "campus_of"
    HOSPITAL_OF = "hospital_of"
    LABORATORY_OF = "laboratory_of"
    SUBSIDIARY_OF = "subsidiary_of"
    JOINT_VENTURE_OF = "joint_venture_of"
    SUCCESSOR_OF = "successor_of"
    MEMBER_OF = "member_of"
    SIBLING = "sibling"


class Role(StrEnum):
    """How the subject stands to an organisation, as far as the text says."""

    CURRENT = "current"
    VISITING = "visiting"
    FORMER = "former"
    EDUCATION = "education"  # a past degree never counts as a current affiliation


@dataclass(frozen=True, slots=True)
class Mention:
    """A piece of a subject's text read as one organisation."""

    text: str  # the piece as given
    source: str  # which field it stood in: "name", "affiliation 1", "identifier ror"
    role: Role = Role.CURRENT
    period: str = ""  # as given: "2015-2018"
    country: str = ""  # ISO alpha-2 read from the text or given beside it
    place: str = ""
    department: str = ""  # the units printed before the organisation, as given: "School of Astronautics"
    postcode: str = ""
    tie: TieKind = TieKind.EMPLOYMENT  # how the subject stands to it, where that is stated
    stated: str = ""  # what is stated of it, in words: "referee: Li Wei", "until 2019-06 (file)"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One compared feature: both values, and points for (positive) or against (negative)."""

    feature: str
    subject: str
    listing: str
    points: int
    note: str = ""  # for a veto or conflict: the reason in words


@dataclass(frozen=True, slots=True)
class Alternative:
    """A reading that was rejected, or a bearer of an ambiguous name, and why."""

    name: str
    id: str  # a listing id, a register id, or ""
    why: str
    bears: bool = False  # it bears the very name; otherwise it was explained away
    place: str = ""  # of a bearer: its town and country, where they are known
    texts: tuple[str, ...] = ()  # of a bearer: the pieces of the subject's text that it bears
    listed: bool = False  # of a bearer: it is on a list, or was hit for what it belongs to


@dataclass(frozen=True, slots=True)
class Hit:
    """A listing that a mention may refer to. Claims no more than its relation and confidence."""

    listing: Listing
    mention: Mention
    relation: Relation
    confidence: float  # 0 to 1: the share of such hits that is right
    matched_text: str  # the piece of the subject that was read
    matched_name: str  # the listing's (or register's) name it was read as
    matched_kind: NameKind
    evidence: tuple[Evidence, ...]
    # What the text was read as where that is not the listing itself: a hospital, or the body that the listed one is a part of.
    body: str = ""
    body_id: str = ""  # its register id, else the id of a listing
    # Further listings of the same body on the same list's history, and those of its parts that say nothing more.
    other_listings: tuple[Listing, ...] = ()
    # Names of listed parts of the body that bear the name too: all hits with them are one question.
    parts: tuple[str, ...] = ()
    # Who bears the listing, whatever name a list prints; "" where that is the listing's own id and name.
    bearer: str = ""
    bearer_id: str = ""
    # The source of the relation, where it is from our tables and nobody has verified it; else "".
    unverified_source: str = ""

    @property
    def party_id(self) -> str:
        """An id of the party that is asked about: of the body above, where the listing is of one of its family."""
        return self.body_id if self.body_id and self.relation is Relation.SAME else self.listing.id

    @property
    def party(self) -> tuple[str, str]:
        """Id and name of the party that is asked about: one for all lists that print it."""
        if self.body_id and self.relation is Relation.SAME:
            return self.body_id, self.body
        return self.bearer_id or self.listing.id, self.bearer or self.listing.name

    @property
    def listings(self) -> tuple[Listing, ...]:
        """Its listing, and those of parts in force that stand behind it."""
        behind = (each for each in self.other_listings if each.status is Status.IN_FORCE)
        return (self.listing, *behind)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A piece of a subject's text and the organisation it was read as; without a name, nothing is known of it.

    A text that may be one of several organisations has an entry for each. Names of persons are compared with listed
    persons and recognised as nobody, so they have none.
    """

    text: str
    name: str = ""
    id: str = ""  # its register id, else the id of a listing
    country: str = ""  # ISO alpha-2, several separated by a space
    listed: bool = False  # it is itself on a list, in force
    noted: str = (
        ""  # of a person's text: the document that names it, where that says nothing about the person
    )
    # The listed bodies that belong to it, where it is on no list itself: information, and no match.
    listed_members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SelfDeclared:
    """A piece of a subject's text that says by itself what sort of body it names, listed or not.

    No listing stands behind it, so it confirms none.
    """

    text: str  # the words as given, up to the commas around them: "Unit 63680 of PLA"
    words: str  # the words themselves as given: "Unit 63680"
    pattern: str  # the id of the row of vocabulary/self_declared.csv
    kind: BodyKind
    meaning: str  # what such words name, as the row has it
    mention: Mention
    scores: bool = True  # False: it asks, and adds no points
    award: bool = False  # the text speaks of an award or an honour, which is no post


@dataclass(frozen=True, slots=True)
class Reading:
    """What linking made of a subject: hits, best first, and the readings it rejected."""

    hits: tuple[Hit, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    ambiguous: bool = False  # a name with several bearers and nothing to tell them apart
    bodies: tuple[Body, ...] = ()  # register bodies recognised in the text, listed or not
    recognised: tuple[Recognised, ...] = ()  # who each text was read as, in the order of the texts
    notes: tuple[str, ...] = ()  # e.g. "identifier and name point to different organisations"
    # Bearers of an ambiguous name that is the affiliation of somebody else in the row; they say nothing of the subject.
    others: tuple[Alternative, ...] = ()
    self_declared: tuple[SelfDeclared, ...] = ()  # what the text itself says, in the order of the texts

    @property
    def names_unknown(self) -> bool:
        """Whether it names an organisation that we do not know."""
        return any(not each.name for each in self.recognised)

    @property
    def names_noted(self) -> bool:
        """Whether it names a body for information alone: one that says nothing about the person, or a group of listed bodies."""
        return any(each.noted or each.listed_members for each in self.recognised)

    @property
    def is_like_listed(self) -> bool:
        """Whether a listed name was found, or one was near enough to be rejected."""
        return bool(self.hits or self.alternatives or self.others)

    @property
    def bearers(self) -> tuple[Alternative, ...]:
        """The alternatives that bear the very name, where several do."""
        return tuple(each for each in self.alternatives if each.bears)


class Outcome(StrEnum):
    """The three ends of a subject. `unscreened` is never the same as `no_match`."""

    # Nothing found on the lists searched; claims no more.
    NO_MATCH = "no_match"
    REVIEW = "review"
    UNSCREENED = "unscreened"


class CountedAs(StrEnum):
    """What subjects and rows are counted under: an outcome, where "no match" alone would say too much or too little.

    Every row is counted once, so that the numbers add up.
    """

    NO_MATCH = "no_match"
    # No match, and nothing is known of an organisation that is named: nothing explains that it is another than a listed one.
    ORGANISATION_NOT_KNOWN = "organisation_not_known"
    # No match, and a body is named that is held for context.
    NAMED = "named"
    UNSCREENED = "unscreened"
    REVIEW = "review"


# What "no match" is counted under.
NO_MATCH = (CountedAs.NO_MATCH, CountedAs.ORGANISATION_NOT_KNOWN, CountedAs.NAMED)


def counted_as(outcome: Outcome, *, named: bool, organisation_not_known: bool) -> CountedAs:
    """What an outcome is counted under; a body that is named goes before one that is not known."""
    if outcome is not Outcome.NO_MATCH:
        return CountedAs(outcome.value)
    if named:
        return CountedAs.NAMED
    return CountedAs.ORGANISATION_NOT_KNOWN if organisation_not_known else CountedAs.NO_MATCH


class Level(StrEnum):
    """Level of risk, for sorting work; a person is never high on a name alone."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence and the points it adds; the points of all reasons add up to the risk score."""

    points: int
    text: str


@dataclass(frozen=True, slots=True)
class PolicyOutcome:
    """What follows under one policy, conditional until a named person has decided."""

    id: str
    version: str
    title: str
    outcome: str  # from the ladder: prohibited, licence_check, ..., none, cannot_decide
    clause: str
    source_url: str  # of the words that were read; "" where none were
    text: str  # one sentence, "if confirmed: ..."
    missing: tuple[str, ...] = ()  # inputs or lists that were missing or too old
    look_at: str = ""  # the official address of a law that we have not read; never a source


@dataclass(frozen=True, slots=True)
class PartyScore:
    """The score and the level that the findings on one party have by themselves."""

    party_id: str
    risk_score: int
    risk_level: Level


@dataclass(frozen=True, slots=True)
class Assessment:
    """The outcome of a subject under its policies, with reasons whose points add up to the score."""

    outcome: Outcome
    risk_score: int
    risk_level: Level
    reasons: tuple[Reason, ...]
    policies: tuple[PolicyOutcome, ...] = ()
    why: str = ""  # the one sentence for the row
    lead: Hit | None = None  # the hit that the score and the sentence speak of
    check_identity: bool = False  # the lead would be grave if confirmed, and nobody may be sure of it yet
    # False where a list that was searched was past its age limit on the day.
    lists_current: bool = True
    # Of each party with a hit in force that is the subject's own.
    party_scores: tuple[PartyScore, ...] = ()
    # The stable code of the reason where the subject could not be screened.
    code: str | None = None
    # Of a subject without a match: it names an organisation that we do not know.
    organisation_not_known: bool = False
    # Of a subject without a match: it names a body that is held for context and says nothing about a person.
    named: bool = False

    @property
    def counted_as(self) -> CountedAs:
        """Under which outcome it is counted."""
        return counted_as(self.outcome, named=self.named, organisation_not_known=self.organisation_not_known)


@dataclass(frozen=True, slots=True)
class Result:
    """Everything said about one subject."""

    subject: Subject
    reading: Reading
    assessment: Assessment


# The results of a list by sheet and row number, one a subject of the row.
RowResults = Mapping[tuple[str, int], tuple[Result, ...]]


@dataclass(frozen=True, slots=True)
class NotSearched:
    """A list of the catalogue that was not searched, and why: a key of [not_searched] in labels.toml."""

    id: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What a run is pinned to; the same facts and the same upload give the same bytes."""

    input_name: str
    input_sha256: str
    screened_at: datetime  # UTC
    engine_version: str
    snapshots: tuple[Snapshot, ...]
    watchlists: tuple[Watchlist, ...]  # in the order of `snapshots`
    policies: tuple[tuple[str, str, str], ...]  # (id, version, title)
    register_sha256: str = ""
    as_of: str = ""  # ISO date of --as-of, or ""
    parameters: tuple[tuple[str, str], ...] = field(default=())
    not_searched: tuple[NotSearched, ...] = ()  # lists of the catalogue, by id
    project: tuple[tuple[str, str], ...] = ()  # answers about the project that count for all of it, by name
    reference: str = ""  # the caller's own key of the run
    metadata: tuple[tuple[str, str], ...] = ()  # (key, text) of the caller's own about the run
    # Ids of the lists of which no listing here is of a person.
    without_persons: frozenset[str] = frozenset()

    # What is made once a run is looked up by its facts for every result; hashing every list each time takes as long
    # as a sixth of writing the result.
    def __hash__(self) -> int:
        """A hash of what tells two runs apart."""
        return hash((self.input_sha256, self.screened_at, self.engine_version, self.as_of))

    @property
    def day(self) -> date:
        """The day whose listings and ages count."""
        return date.fromisoformat(self.as_of) if self.as_of else self.screened_at.date()

    @property
    def out_of_date(self) -> tuple[str, ...]:
        """Ids of the lists that were past their age limit on that day."""
        return tuple(
            watchlist.id
            for snapshot, watchlist in zip(self.snapshots, self.watchlists, strict=True)
            if snapshot.is_out_of_date(watchlist, self.day)
        )

    @property
    def lists_current(self) -> bool:
        """Whether no list was past its age limit."""
        return not self.out_of_date
