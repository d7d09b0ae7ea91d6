"""What is answered, as types: the shape of a result (DESIGN: one shape everywhere) for the OpenAPI document.

Answers are made by `screening.report`; tests hold that they fit these types, field by field.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from screening.model import Level, Outcome, Relation, Role, SubjectType, TieKind
from screening.policy.named import Follows, OfPerson
from watchlists.model import BodyKind, NameKind, Naming, PartyType, ReadIn, Status

# A header may be as long as a cell and hold line breaks.
Short = Annotated[str, StringConstraints(max_length=200)]
Column = Annotated[str, StringConstraints(max_length=2_000)]
Pair = Annotated[str, StringConstraints(pattern=r"^[^=]{1,100}=[\s\S]{0,2000}$")]


class Shape(BaseModel):
    """A shape in which every field is named."""

    model_config = ConfigDict(extra="forbid")


IGNORE = "Columns to leave out, by header or letter."
HEADER_ROW = "The row that holds the headers, as SHEET=ROW, or ROW for every sheet; 0 where there is none."
SKIP_SHEET = "Sheets to leave out."
DELIMITER = "What parts the columns of a text file: one character, or tab, comma, semicolon, pipe, space."


class ChoiceGiven(BaseModel):
    """How a list is to be read; the `choice` of a reading can be sent as it is."""

    model_config = ConfigDict(extra="forbid", strict=True)

    map: list[Pair] = Field(
        default=[], max_length=500, description="Which column means what, as meaning=column."
    )
    ignore: list[Column] = Field(default=[], max_length=500, description=IGNORE)
    header_row: list[Short] = Field(default=[], max_length=500, description=HEADER_ROW)
    skip_sheet: list[Short] = Field(default=[], max_length=500, description=SKIP_SHEET)
    encoding: Short = Field(default="", description="Of a text file.")
    delimiter: Short = Field(default="", description=DELIMITER)


class ColumnRead(Shape):
    """A column under one reading."""

    letter: str
    header: str
    meaning: str


class ReadingGiven(Shape):
    """One way in which a table may be read."""

    description: str
    columns: list[ColumnRead]
    subjects: list[str] = Field(description="The first ten subjects under this reading.")
    choice: ChoiceGiven = Field(description="Selects exactly this reading.")


class TableAsked(Shape):
    """A table that may be read in two or more ways."""

    sheet: str
    first_row: int
    last_row: int
    reason: str = Field(description="Why we ask.")
    readings: list[ReadingGiven]


class EncodingGiven(Shape):
    """One way in which the bytes of a text file may be read."""

    description: str
    encoding: str
    delimiter: str
    preview: list[str]
    choice: ChoiceGiven = Field(description="Selects exactly this reading.")


class QuestionGiven(Shape):
    """What is asked where a list may be read in more than one way. It quotes the list."""

    code: str
    sentence: str
    tables: list[TableAsked]
    encodings: list[EncodingGiven]


class ProblemAnswer(Shape):
    """An error (RFC 9457); `code` is stable, `detail` is one sentence for a person."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str
    question: QuestionGiven | None = Field(
        default=None,
        description="In which ways a list may be read; with the code `needs-mapping` or `needs-encoding`.",
    )


class IdentifierGiven(Shape):
    """An identifier as given."""

    scheme: str
    value: str


class TieGiven(Shape):
    """An organisation whose tie to the subject is stated, as given."""

    text: str
    kind: TieKind
    starts: str
    ends: str
    role: str
    country: str


class SubjectGiven(Shape):
    """The subject as it was read."""

    name: str
    type: SubjectType
    affiliations: list[str]
    country: str
    institution_country: str
    city: str
    identifiers: list[IdentifierGiven]
    birth_year: str
    ties: list[TieGiven]


class ReasonGiven(Shape):
    """A sentence and its points; the points of all reasons add up to the score."""

    points: int
    text: str


class PolicyOutcomeGiven(Shape):
    """What follows under one policy, if a person confirms."""

    id: str
    version: str
    title: str
    outcome: str
    clause: str
    source_url: str
    text: str
    missing: list[str]


class AssessmentGiven(Shape):
    """The outcome; `code` only where the subject was not screened."""

    outcome: Outcome
    lists_current: bool
    risk_score: int
    risk_level: Level
    reasons: list[ReasonGiven]
    policies: list[PolicyOutcomeGiven]
    why: str
    code: str | None = None


class RecognisedGiven(Shape):
    """The organisation that a text was read as, on a list or not; `name` is null where nothing is known of it."""

    text: str
    name: str | None
    id: str | None
    country: str | None
    listed: bool
    noted: str | None = Field(
        description="Of a person's text: the document that names it, where that says nothing about the person."
    )


class ListingBrief(Shape):
    """A listing, in brief."""

    id: str
    name: str
    edition: str
    status: Status
    listed_from: str | None
    listed_to: str | None


class WatchlistBrief(Shape):
    """The list of a listing."""

    id: str
    title: str
    publisher: str


class NamedGiven(Shape):
    """The document that names a body, and what its naming and its kind lead to."""

    naming: Naming
    kind: BodyKind
    document: str
    publisher: str
    day: str | None
    locator: str | None
    read_in: ReadIn
    says: str = Field(description="What the document says of the body, in our words.")
    does_not_mean: str = Field(description="What must not be concluded from it.")
    law: str | None = Field(
        description="The list whose law designates it, where the catalogue has that list."
    )
    for_organisation: Follows
    for_person: OfPerson
    why: str = Field(description="Why the two keys lead to this.")


class ListingGiven(ListingBrief):
    """A listing with its source."""

    type: PartyType
    country: str
    watchlist: WatchlistBrief
    legal_basis: str
    source_url: str
    named: NamedGiven | None = Field(description="The document that names the body, where one does.")


class BodyRead(Shape):
    """What the text was read as where that is not the listed body itself."""

    name: str
    id: str


class MentionGiven(Shape):
    """The piece of text that was read."""

    text: str
    source: str
    role: Role
    period: str
    country: str
    place: str
    department: str
    postcode: str
    tie: TieKind
    stated: str


class Matched(Shape):
    """Which text was read as which name."""

    text: str
    name: str
    name_kind: NameKind


class EvidenceGiven(Shape):
    """One compared feature and its points."""

    feature: str
    subject: str
    listing: str
    points: int
    note: str


class SnapshotGiven(Shape):
    """The copy of the list that was looked in."""

    sha256: str
    publisher_sha256: str | None
    retrieved_at: str | None
    transcribed_from: str | None
    transcribed_on: str | None


class HitGiven(Shape):
    """A listing that the subject may refer to."""

    listing: ListingGiven
    relation: Relation
    confidence: float
    body: BodyRead | None
    mention: MentionGiven
    matched: Matched
    evidence: list[EvidenceGiven]
    other_listings: list[ListingBrief]
    snapshot: SnapshotGiven | None


class SelfDeclaredGiven(Shape):
    """Words by which the text itself says what sort of body it names; no listing."""

    text: str
    pattern: str
    kind: BodyKind
    meaning: str
    mention: MentionGiven


class AlternativeGiven(Shape):
    """A reading that was rejected, and why."""

    name: str
    id: str
    why: str


class SnapshotUsed(SnapshotGiven):
    """A list that was looked in, with its edition and age."""

    watchlist: str
    edition: str
    edition_date: str
    age_days: int
    # The last day on which the publisher had nothing newer; by whom is null where the program asked the publisher.
    confirmed_on: str | None
    confirmed_by: str | None


class PolicyUsed(Shape):
    """A policy that was applied."""

    id: str
    version: str
    title: str


class NotSearchedGiven(Shape):
    """A list of the catalogue that was not searched: not installed, but it can be downloaded; or not shippable."""

    id: str
    title: str
    reason: Literal["not_installed", "not_shippable"]


class Provenance(Shape):
    """What an answer rests on. Hits rest on the lists of `snapshots`; nothing is said about those of `not_searched`."""

    engine: str
    screened_at: str
    as_of: str | None
    register_sha256: str | None
    snapshots: list[SnapshotUsed]
    lists_current: bool
    not_searched: list[NotSearchedGiven]
    policies: list[PolicyUsed]


class IgnoredField(Shape):
    """A field of the subject that was not used."""

    field: str
    why: str


class ResultGiven(Shape):
    """Everything said about one subject. `provenance` is left out where it was asked for once."""

    index: int
    id: str | int | None
    subject: SubjectGiven | None
    assessment: AssessmentGiven
    recognised: list[RecognisedGiven]
    hits: list[HitGiven]
    self_declared: list[SelfDeclaredGiven]
    alternatives: list[AlternativeGiven]
    ambiguous: bool
    notes: list[str]
    ignored: list[IgnoredField]
    error: ProblemAnswer | None
    provenance: Provenance | None = None


class Counts(Shape):
    """How many subjects ended how; the outcomes add up to the subjects."""

    subjects: int
    no_match: int
    review: int
    unscreened: int


class ScreenAnswer(Shape):
    """The results in the order asked."""

    results: list[ResultGiven]
    counts: Counts
    provenance: Provenance


class Health(Shape):
    """The service answers."""

    status: Literal["ok"]
