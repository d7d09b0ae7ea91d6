"""The one JSON shape of a result, for `check --json`, the API, JSON and NDJSON reports.

Fields are added, never renamed or taken away. An unscreened row has the same shape with no subject read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pydantic import Field

from screening.intake.model import Row
from screening.json_model import JsonModel, JsonObject, is_false, is_none
from screening.model import (
    Hit,
    Level,
    Outcome,
    PartyScore,
    Recognised,
    Relation,
    Result,
    Role,
    RunFacts,
    TieKind,
)
from screening.policy.naming_rules import Follows, OfPerson, keys_of
from screening.policy.open_questions import OpenQuestion, open_questions
from screening.report.rows import source_of
from screening.sandbox_names import is_sandbox_list
from screening.subject_json import SubjectJson
from watchlists.model import (
    BodyKind,
    Listing,
    Measure,
    NamedIn,
    NameKind,
    Naming,
    PartyType,
    ReadIn,
    Snapshot,
    Status,
    Watchlist,
)


class ReasonJson(JsonModel):
    """A sentence and its points; the points of all reasons add up to the score."""

    points: int
    text: str


class PolicyOutcomeJson(JsonModel):
    """What follows under one policy, if a person confirms."""

    id: str
    version: str
    title: str
    outcome: str
    clause: str
    source_url: str = Field(
        description="Of the words that the clause quotes; empty where we have not read them."
    )
    text: str
    missing: list[str]
    look_at: str = Field(
        default="",
        description="The official address of a law that we have not read: where to look, not a source.",
    )


class OpenQuestionJson(JsonModel):
    """A question about the project that has to be answered before these policies decide."""

    fact: str = Field(
        description="What an answer is given as: `project` of the next call, as in {fact: answer}."
    )
    question: str
    kind: Literal["yes_or_no", "number", "country", "text"]
    answers: list[str] = Field(
        description="Every possible answer; empty where it is a number, a country or a text."
    )
    why: str = Field(description="Why it is asked.")
    about: Literal["project", "party", "institution"] = Field(
        description="What the answer is about. Of the party: in a list it may differ from row to row, and then belongs into a column."
    )
    policies: list[str] = Field(description="Ids of the policies that cannot decide without it.")

    @classmethod
    def of(cls, question: OpenQuestion) -> OpenQuestionJson:
        """A question, and who waits for its answer."""
        asked = question.asked
        return cls.model_validate(
            {
                "fact": asked.name,
                "question": asked.asks,
                "kind": asked.kind,
                "answers": list(asked.answers),
                "why": asked.why,
                "about": asked.about,
                "policies": list(question.policies),
            }
        )


class AssessmentJson(JsonModel):
    """The outcome; `code` only where the subject was not screened."""

    outcome: Outcome
    lists_current: bool
    risk_score: int
    risk_level: Level
    check_identity: bool = Field(
        description="The finding would be grave if confirmed, and the confidence or a name alone does not make it sure."
    )
    reasons: list[ReasonJson]
    policies: list[PolicyOutcomeJson]
    questions: list[OpenQuestionJson] = Field(
        default=[],
        description="What a policy that answers `cannot_decide` has to know of the project; answer in `project`, and ask again.",
    )
    why: str
    code: str | None = Field(default=None, exclude_if=is_none)
    organisation_not_known: bool = False
    named: bool = False


class RecognisedJson(JsonModel):
    """The organisation that a text was read as, on a list or not; `name` is null where nothing is known of it."""

    text: str
    name: str | None
    id: str | None
    country: str | None
    listed: bool
    noted: str | None = Field(
        description="Of a person's text: the document that names it, where that says nothing about the person."
    )
    listed_members: list[str] | None = Field(
        default=None,
        exclude_if=is_none,
        description="Of an organisation on no list searched: the listed organisations that belong to it. No match.",
    )

    @classmethod
    def of(cls, recognised: Recognised) -> RecognisedJson:
        """A piece of text and what it was read as."""
        return cls(
            text=recognised.text,
            name=recognised.name or None,
            id=recognised.id or None,
            country=recognised.country or None,
            listed=recognised.listed,
            noted=recognised.noted or None,
            listed_members=list(recognised.listed_members) or None,
        )


class ListingBrief(JsonModel):
    """A listing, in brief."""

    id: str
    name: str
    edition: str
    status: Status
    listed_from: str | None
    listed_to: str | None

    @classmethod
    def of(cls, listing: Listing) -> ListingBrief:
        """A listing without its source."""
        return cls(**_brief(listing))


class WatchlistBrief(JsonModel):
    """The list of a listing."""

    id: str
    title: str
    publisher: str


class NamedJson(JsonModel):
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
    reason: str = Field(description="Why the two keys lead to this.")

    @classmethod
    def of(cls, named: NamedIn) -> NamedJson:
        """A document, with what follows from it."""
        keys = keys_of(named)
        return cls(
            naming=named.naming,
            kind=named.kind,
            document=named.document,
            publisher=named.publisher,
            day=named.day or None,
            locator=named.locator or None,
            read_in=named.read_in,
            says=named.says,
            does_not_mean=named.does_not_mean,
            law=named.law or None,
            for_organisation=keys.organisation,
            for_person=keys.person,
            reason=keys.why,
        )


FROM_CATALOGUE = "The entry says nothing of measures: they are what our catalogue says of the whole list."


class ListingJson(ListingBrief):
    """A listing with its source."""

    type: PartyType
    birth_date: str | None = Field(
        description="Of a listed person, as exact as the list has it; several are joined by a space. Null where the list has none."
    )
    body_id: str = Field(description="The body that bears the listing: one id for all its listings.")
    country: str
    watchlist: WatchlistBrief
    legal_basis: str
    source_url: str
    measures: list[Measure] = Field(description="What the listing does, gravest first.")
    measures_from_catalogue: bool = Field(description=FROM_CATALOGUE)
    named: NamedJson | None = Field(description="The document that names the body, where one does.")

    @classmethod
    def of_hit(cls, hit: Hit, lists: Mapping[str, Watchlist]) -> ListingJson:
        """The listing of a hit; `lists` by id."""
        listing, watchlist = hit.listing, lists.get(hit.listing.watchlist_id)
        return cls(
            **_brief(listing),
            body_id=hit.bearer_id or listing.id,
            type=listing.type,
            birth_date=listing.birth_date or None,
            country=listing.country,
            watchlist=WatchlistBrief(
                id=listing.watchlist_id,
                title=watchlist.title if watchlist else listing.watchlist_id,
                publisher=watchlist.publisher if watchlist else "",
            ),
            legal_basis=listing.citation or (watchlist.legal_basis if watchlist else ""),
            source_url=source_of(hit, lists),
            measures=list(listing.measures),
            measures_from_catalogue=listing.measures_from_catalogue,
            named=NamedJson.of(listing.named) if listing.named else None,
        )


class BodyJson(JsonModel):
    """What the text was read as where that is not the listed body itself."""

    name: str
    id: str


class MentionJson(JsonModel):
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


class Matched(JsonModel):
    """Which text was read as which name."""

    text: str
    name: str
    name_kind: NameKind
    name_id: str | None = Field(
        description="Which of the listing's names it is, in the order printed, as LISTING#1; null for a name that others print."
    )


class EvidenceJson(JsonModel):
    """One compared feature and its points."""

    feature: str
    subject: str
    listing: str
    points: int
    note: str


class SnapshotJson(JsonModel):
    """The copy of the list that was looked in."""

    sha256: str
    publisher_sha256: str | None
    retrieved_at: str | None
    transcribed_from: str | None
    transcribed_on: str | None

    @classmethod
    def of(cls, snapshot: Snapshot) -> SnapshotJson:
        """A copy of a list."""
        return cls(**snapshot_fields(snapshot))


class HitJson(JsonModel):
    """A listing that the subject may refer to."""

    listing: ListingJson
    relation: Relation
    confidence: float
    body: BodyJson | None
    mention: MentionJson
    matched: Matched
    evidence: list[EvidenceJson]
    unverified_source: str  # of the relation, where nobody has verified it; else ""
    other_listings: list[ListingBrief]
    snapshot: SnapshotJson | None

    @classmethod
    def of(cls, hit: Hit, lists: ReportedLists) -> HitJson:
        """A hit on one of the lists of a run."""
        # Values whose fields have the same names are read inside this one validation: three quarters of the time
        # that making each of them by itself takes.
        return cls.model_validate(
            {
                "listing": ListingJson.of_hit(hit, lists.watchlists),
                "relation": hit.relation,
                "confidence": round(hit.confidence, 4),
                "body": BodyJson(name=hit.body, id=hit.body_id) if hit.body or hit.body_id else None,
                "mention": hit.mention,
                "matched": Matched(
                    text=hit.matched_text,
                    name=hit.matched_name,
                    name_kind=hit.matched_kind,
                    name_id=_name_id(hit),
                ),
                "evidence": hit.evidence,
                "unverified_source": hit.unverified_source,
                "other_listings": list(map(ListingBrief.of, hit.other_listings)),
                "snapshot": lists.snapshots.get(hit.listing.watchlist_id),
            }
        )


def _name_id(hit: Hit) -> str | None:
    """The id of a listing's name within the listing; None where the text was read by a name that it does not print."""
    printed = [name.text for name in hit.listing.names]
    if hit.matched_name not in printed:
        return None
    return f"{hit.listing.id}#{printed.index(hit.matched_name) + 1}"


class BodyHit(JsonModel):
    """One real organisation or person that the subject may refer to, whatever lists print it."""

    id: str
    name: str
    country: str
    relation: Relation
    confidence: float = Field(description="How sure the deciding hit is.")
    risk_score: int = Field(description="Of its findings by themselves, 0 to 100; 0 where none is in force.")
    risk_level: Level
    measures: list[Measure] = Field(description="What its listings do, gravest first.")
    listings: list[str] = Field(
        description="Ids of its listings, the gravest first; history and listings of its parts stand behind."
    )
    deciding_listing: str = Field(description="The listing of the first hit on it, whose relation this is.")

    @classmethod
    def all_of(cls, hits: Sequence[Hit], scores: Iterable[PartyScore] = ()) -> list[BodyHit]:
        """The bodies of hits in their order, each once; a body without a score has no finding in force."""
        found: dict[str, list[Hit]] = {}
        for hit in hits:
            found.setdefault(hit.party[0], []).append(hit)
        known = {each.party_id: each for each in scores}
        nothing = PartyScore("", 0, Level.NONE)
        return [cls._of(id_, own, known.get(id_, nothing)) for id_, own in found.items()]

    @classmethod
    def _of(cls, id_: str, hits: list[Hit], score: PartyScore) -> BodyHit:
        first = hits[0]
        behind = (listing.id for hit in hits for listing in hit.other_listings)
        measures = dict.fromkeys(measure for hit in hits for measure in hit.listing.measures)
        return cls(
            id=id_,
            name=first.party[1],
            country=next((hit.listing.country for hit in hits if hit.listing.country), ""),
            relation=first.relation,
            confidence=round(first.confidence, 4),
            risk_score=score.risk_score,
            risk_level=score.risk_level,
            measures=sorted(measures, key=list(Measure).index),
            listings=list(dict.fromkeys((*(hit.listing.id for hit in hits), *behind))),
            deciding_listing=first.listing.id,
        )


@dataclass(frozen=True, slots=True)
class ReportedLists:
    """The lists of a run and the copies that were looked in, by the id of the list."""

    watchlists: Mapping[str, Watchlist]
    snapshots: Mapping[str, SnapshotJson]

    @staticmethod
    @lru_cache(maxsize=8)
    def of(facts: RunFacts) -> ReportedLists:
        """The lists of a run; made once for all of its results."""
        return ReportedLists(
            {watchlist.id: watchlist for watchlist in facts.watchlists},
            {snapshot.watchlist_id: SnapshotJson.of(snapshot) for snapshot in facts.snapshots},
        )


class SelfDeclaredJson(JsonModel):
    """Words by which the text itself says what sort of body it names; no listing."""

    text: str
    pattern: str
    kind: BodyKind
    meaning: str
    mention: MentionJson


class AlternativeJson(JsonModel):
    """A reading that was rejected, and why."""

    name: str
    id: str
    why: str


class EditionUsed(JsonModel):
    """The edition of a list, and its age."""

    watchlist: str
    edition: str
    edition_date: str
    age_days: int
    # The last day on which the publisher had nothing newer; by whom is null where the program asked the publisher.
    confirmed_on: str | None
    confirmed_by: str | None


# Fields of the last base come first: the edition stands before its file.
class SnapshotUsed(SnapshotJson, EditionUsed):
    """A list that was looked in, with its edition and age."""

    oldest_age_days: int = Field(description="Beyond this age in days the list counts as out of date.")
    stale: bool = Field(description="Whether the edition is past its age limit.")
    holds_persons: bool = Field(
        description="Whether a listing of this edition is of a person. A person's own name finds nothing on a list without, "
        "whatever its publisher's own list holds."
    )


class PolicyUsed(JsonModel):
    """A policy that was applied."""

    id: str
    version: str
    title: str


class NotSearchedJson(JsonModel):
    """A list of the catalogue that was not searched: not installed, but it can be downloaded; or not shippable."""

    id: str
    title: str
    reason: Literal["not_installed", "not_shippable"]


class Provenance(JsonModel):
    """What an answer rests on. Hits rest on the lists of `snapshots`; nothing is said about those of `not_searched`."""

    engine: str
    screened_at: str
    as_of: str | None
    register_sha256: str | None
    snapshots: list[SnapshotUsed]
    lists_current: bool
    not_searched: list[NotSearchedJson]
    policies: list[PolicyUsed]
    project: dict[str, str] = Field(
        description="Answers about the project that counted; those of a single row stand beside it."
    )
    sandbox: bool = Field(
        default=False,
        exclude_if=is_false,
        description="There and true where a sandbox key asked: invented bodies were searched, and nothing real.",
    )

    @staticmethod
    @lru_cache(maxsize=8)
    def of(facts: RunFacts) -> Provenance:
        """The engine, lists and policies that a result rests on."""
        return Provenance(
            engine=facts.engine_version,
            screened_at=facts.screened_at.isoformat(),
            as_of=facts.as_of or None,
            register_sha256=facts.register_sha256 or None,
            snapshots=[
                SnapshotUsed(
                    watchlist=snapshot.watchlist_id,
                    edition=snapshot.edition,
                    edition_date=snapshot.edition_date.isoformat(),
                    age_days=snapshot.age_days(facts.day),
                    confirmed_on=snapshot.confirmed_on.isoformat() if snapshot.confirmed_on else None,
                    confirmed_by=snapshot.confirmed_by or None,
                    oldest_age_days=watchlist.oldest_age_days,
                    stale=snapshot.is_out_of_date(watchlist, facts.day),
                    holds_persons=snapshot.watchlist_id not in facts.without_persons,
                    **snapshot_fields(snapshot),
                )
                for snapshot, watchlist in zip(facts.snapshots, facts.watchlists, strict=True)
            ],
            lists_current=facts.lists_current,
            not_searched=list(map(NotSearchedJson.model_validate, facts.not_searched)),
            policies=[
                PolicyUsed(id=id, version=version, title=title) for id, version, title in facts.policies
            ],
            project=dict(facts.project),
            sandbox=is_sandbox_list([snapshot.watchlist_id for snapshot in facts.snapshots]),
        )


class ScreeningJson(JsonModel):
    """Everything said about one subject. `provenance` is left out where it stands elsewhere."""

    subject: SubjectJson | None
    assessment: AssessmentJson
    recognised: list[RecognisedJson]
    bodies: list[BodyHit]
    hits: list[HitJson]
    self_declared: list[SelfDeclaredJson]
    alternatives: list[AlternativeJson]
    ambiguous: bool
    notes: list[str]
    provenance: Provenance | None = Field(default=None, exclude_if=is_none)

    @classmethod
    def of(cls, result: Result, facts: RunFacts) -> ScreeningJson:
        """A result; of `facts` only its lists are used, and provenance is left out."""
        lists, reading = ReportedLists.of(facts), result.reading
        shown = cls.model_validate(
            {
                "subject": SubjectJson.of(result.subject),
                "assessment": result.assessment,
                "recognised": list(map(RecognisedJson.of, reading.recognised)),
                "bodies": BodyHit.all_of(reading.hits, result.assessment.party_scores),
                "hits": [HitJson.of(hit, lists) for hit in reading.hits],
                "self_declared": reading.self_declared,
                "alternatives": reading.alternatives,
                "ambiguous": reading.ambiguous,
                "notes": reading.notes,
            }
        )
        # Most results ask nothing, and making every assessment by itself takes longer.
        if not (questions := open_questions(result.assessment.policies)):
            return shown
        asks = {"questions": list(map(OpenQuestionJson.of, questions))}
        return shown.model_copy(update={"assessment": shown.assessment.model_copy(update=asks)})

    @classmethod
    def unscreened(cls, row: Row, facts: RunFacts, why: str) -> ScreeningJson:
        """A row that could not be looked at; provenance is left out."""
        return cls(
            subject=SubjectJson.of(row.subjects[0]) if len(row.subjects) == 1 else None,
            assessment=AssessmentJson(
                outcome=Outcome.UNSCREENED,
                lists_current=facts.lists_current,
                risk_score=0,
                risk_level=Level.NONE,
                check_identity=False,
                reasons=[],
                policies=[],
                why=why,
                code=row.code or "no-result",
            ),
            recognised=[],
            bodies=[],
            hits=[],
            self_declared=[],
            alternatives=[],
            ambiguous=False,
            notes=list(row.notes),
        )


class RowJson(JsonModel):
    """Where a subject stands: sheet, row, and which of the row's subjects it is where there are several."""

    sheet: str
    number: int
    subject: int | None = Field(default=None, exclude_if=is_none)
    subjects: int | None = Field(default=None, exclude_if=is_none)


def result_json(result: Result, facts: RunFacts) -> JsonObject:
    """A result in the public shape, with its provenance."""
    return {
        **ScreeningJson.of(result, facts).model_dump(mode="json"),
        "provenance": provenance_json(facts),
    }


def row_json(row: Row, number: int = 1) -> JsonObject:
    """The place of a subject of a row."""
    several = len(row.subjects) > 1
    return RowJson(
        sheet=row.sheet,
        number=row.number,
        subject=number if several else None,
        subjects=len(row.subjects) if several else None,
    ).model_dump(mode="json")


def unscreened_json(row: Row, facts: RunFacts, why: str) -> JsonObject:
    """A row that could not be looked at in the public shape, with its place and provenance."""
    return {
        "row": RowJson(sheet=row.sheet, number=row.number).model_dump(mode="json"),
        **ScreeningJson.unscreened(row, facts, why).model_dump(mode="json"),
        "provenance": provenance_json(facts),
    }


@lru_cache(maxsize=8)
def provenance_json(facts: RunFacts) -> JsonObject:
    """The provenance of results. Shared between results: do not change it."""
    return Provenance.of(facts).model_dump(mode="json")


def snapshot_fields(snapshot: Snapshot) -> JsonObject:
    """The fields of `SnapshotJson`, for the types that have others before them."""
    return {
        "sha256": snapshot.file_sha256,
        "publisher_sha256": snapshot.publisher_sha256,
        "retrieved_at": snapshot.retrieved_at,
        "transcribed_from": snapshot.transcribed_from or None,
        "transcribed_on": snapshot.transcribed_on.isoformat() if snapshot.transcribed_on else None,
    }


def _brief(listing: Listing) -> JsonObject:
    return {
        "id": listing.id,
        "name": listing.name,
        "edition": listing.edition,
        "status": listing.status,
        "listed_from": listing.listed_from.isoformat() if listing.listed_from else None,
        "listed_to": listing.listed_to.isoformat() if listing.listed_to else None,
    }
