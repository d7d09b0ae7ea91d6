"""What was found, by listed organisation or person: each once, whatever lists print it, with its people, rows and lists.

A finding is one subject beside one party; rows that ask about the same subject are one finding. Rows for review without
a listed party (a name with several bearers) and rows that could not be screened are findings too: somebody has to look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from screening.assessment.gravest import Gravity, gravest, gravity
from screening.intake.model import Row
from screening.labels import wording
from screening.model import Level, Outcome, Subject, called
from screening.report.entries import ReportEntry, ReportInput
from screening.report.evidence import EvidenceRow
from screening.report.rows import ReportRow
from screening.review.collaboration_in_effect import CollaborationInEffect
from screening.review.party_questions import PartyQuestion
from screening.review.subject_decisions import QuestionOutcome, SubjectDecisions
from watchlists.countries import country_name

Places = Sequence[tuple[str, int]]


@dataclass(slots=True)
class Finding:
    """A subject beside a listed party: `row` is what its row shows, `evidence` what speaks of the party.

    Its level, score and confidence are those of its question, and not those of its row, which another party may have
    given it; what was screened before questions were kept with results has those of its row.
    """

    subject: Subject
    row: ReportRow
    evidence: tuple[EvidenceRow, ...]
    decision: SubjectDecisions | None
    question: PartyQuestion | None = None
    places: list[tuple[str, int]] = field(default_factory=list)  # sheet and row number
    collaboration: CollaborationInEffect | None = None  # about the subject, whatever the party

    @property
    def name(self) -> str:
        """The subject as given, in brief."""
        return called(self.subject)

    @property
    def level(self) -> Level | None:
        """The level; None where the subject was not screened."""
        return self.question.level if self.question else self.row.level

    @property
    def confidence(self) -> float | None:
        """How sure the reading is; None where no listing is behind it."""
        if self.question:
            return round(self.question.confidence, 2) or None
        return next((each.confidence for each in self.in_force), None)

    @property
    def gravity(self) -> Gravity:
        """What findings are ordered by."""
        score = self.question.score if self.question else self.row.score
        return gravity(self.row.counted_as, self.level, score, self.confidence)

    @property
    def outcome(self) -> QuestionOutcome:
        """What has become of its question."""
        return self.decision.outcome if self.decision else QuestionOutcome.OPEN

    @property
    def question_key(self) -> object:
        """What all findings of one question have in common, as far as the queue had it when its decision was looked up."""
        if self.decision and self.decision.case_id:
            return self.decision.case_id
        return self.question.key if self.question else id(self)

    @property
    def in_force(self) -> tuple[EvidenceRow, ...]:
        """What rests on a listing in force, or on no listing; the gravest list first."""
        return tuple(each for each in self.evidence if _is_current(each))


@dataclass(slots=True)
class ListedBody:
    """A listed organisation or person with its findings, the gravest first."""

    name: str
    country: str  # ISO alpha-2, several separated by a space
    findings: list[Finding] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The name, with the country where one is known."""
        country = ", ".join(map(country_name, self.country.split()))
        return f"{self.name} ({country})" if country and country not in self.name else self.name

    @property
    def level(self) -> Level | None:
        """The gravest level of its questions; None where they were not screened."""
        return gravest(self.findings, lambda each: each.gravity).level

    @property
    def lists(self) -> list[str]:
        """Titles of the lists that name it in force, the gravest first."""
        return list(dict.fromkeys(title for each in self.findings for title in lists_of(each)))

    @property
    def rows(self) -> int:
        """How many rows speak of it."""
        return len({place for each in self.findings for place in each.places})

    @property
    def subjects(self) -> int:
        """How many people and organisations of the list are asked about beside it."""
        return len({each.name for each in self.findings})


def lists_of(finding: Finding) -> list[str]:
    """Titles of the lists that a finding rests on, each once, the gravest first."""
    return list(dict.fromkeys(each.title for each in finding.in_force if each.title))


def listed_bodies(given: ReportInput) -> tuple[ListedBody, ...]:
    """Every listed party of the rows for review, the gravest first; then rows for review that name none for sure."""
    bodies: dict[str, ListedBody] = {}
    known: dict[tuple[str, Subject], Finding] = {}
    for row, subject, entry in _subjects(given):
        for party, name, evidence in _parties(entry):
            finding = known.get((party, subject))
            if finding is None:
                decided = _decision(given.decisions_in_effect.of(subject), evidence)
                asked = _question(party, entry)
                joint = given.decisions_in_effect.collaboration_of(subject)
                finding = Finding(subject, entry.row, evidence, decided, asked, collaboration=joint)
                known[party, subject] = finding
                country = next((each.country for each in evidence if each.country), "")
                bodies.setdefault(party, ListedBody(name, country)).findings.append(finding)
            finding.places.append(row.place)
    for body in bodies.values():
        body.findings.sort(key=_gravest_first)
    return tuple(
        sorted(bodies.values(), key=lambda body: (*_gravest_first(body.findings[0]), body.name.casefold()))
    )


def question_outcomes(bodies: Sequence[ListedBody]) -> Mapping[QuestionOutcome, int]:
    """How many questions have which outcome, as far as the findings tell."""
    return Counter(
        {finding.question_key: finding.outcome for body in bodies for finding in body.findings}.values()
    )


def _subjects(given: ReportInput) -> Iterator[tuple[Row, Subject, ReportEntry]]:
    for row in given.intake.rows():
        entries = given.entries.get(row.place, ())
        for subject, entry in zip(row.subjects, entries, strict=bool(entries)):
            if entry.row.outcome is Outcome.REVIEW:
                yield row, subject, entry


def _parties(entry: ReportEntry) -> Iterator[tuple[str, str, tuple[EvidenceRow, ...]]]:
    """Id, name and evidence of each party of a result for review."""
    parties: dict[str, list[EvidenceRow]] = {}
    for each in entry.evidence:
        if each.party_id:
            parties.setdefault(each.party_id, []).append(each)
    current = {key: rows for key, rows in parties.items() if any(map(_is_current, rows))}
    for key, rows in current.items():
        yield key, rows[0].party, tuple(rows)
    if not current:
        name = entry.row.best_hit or wording().sentences["no_body"]
        yield name, name, entry.evidence


def _is_current(evidence: EvidenceRow) -> bool:
    return not evidence.has_hit or evidence.status == wording().statuses["in_force"]


def _decision(found: Sequence[SubjectDecisions], evidence: Sequence[EvidenceRow]) -> SubjectDecisions | None:
    """What was decided about the party of these hits."""
    listings = {each.listing_id for each in evidence}
    return next((each for each in found if listings.intersection(each.listings)), None)


def _question(party: str, entry: ReportEntry) -> PartyQuestion | None:
    """What is asked about a party; about a name of several bearers, what is asked about the gravest of them."""
    asked = [each for each in entry.questions if each.party_id == party] or entry.questions
    return max(asked, key=lambda each: (each.score, each.confidence), default=None)


def _gravest_first(finding: Finding) -> Gravity:
    outcome, level, score, confidence = finding.gravity
    return -outcome, -level, -score, -confidence
