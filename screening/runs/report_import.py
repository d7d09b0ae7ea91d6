"""Decisions that people wrote into a run's report, read back from it, and taken over once somebody has looked.

A row is known by its subject, which leads to what its sentence spoke of in that run; so rows may be sorted, filtered
and taken away. What is written into one row answers the question for every row of it. Where two rows of one question
say different things, none of them is taken over: which of them is the exception is said on the pages. A row whose text was changed is nobody of that run, one that names another listing has been mixed up,
and neither is taken over. What is written on the sheet of evidence is about the party of that hit, so that of a row
with several parties each can be decided. What the report itself had put into a cell says nothing. Cells are texts: a
formula decides nothing. Who decides is whoever takes them over.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlmodel import Session, col, select

from screening.context import AppContext
from screening.intake.limits import LIMITS
from screening.json_model import JsonModel
from screening.labels import wording
from screening.model import called
from screening.review.cases import batched
from screening.review.decide import Proposal, case_of, check_version, record_proposal, version_of
from screening.review.fingerprints import subject_digest
from screening.review.reasons import code_of
from screening.review.rules import CaseState, Decider, DecisionRefused, Verdict
from screening.runs.filled_report_json import FilledRow
from screening.storage.review_tables import Case, Disposition, Sighting
from screening.storage.tables import Run
from watchlists.library import Library


class ImportAction(StrEnum):
    """What can become of a line that somebody filled in."""

    APPLY = "apply"  # it can be taken over
    UNCHANGED = "unchanged"  # the same is decided or proposed already
    CONFLICT = "conflict"  # somebody decided otherwise, the lists moved on, or two rows contradict each other
    UNCLEAR = "unclear"  # it is not known what is meant


@dataclass(frozen=True, slots=True)
class ImportedDecision:
    """A row with something in a reviewer's columns, and what can become of it."""

    sheet: str
    number: int
    shown: str
    said: str  # the decision as written
    action: ImportAction
    why: str = ""  # it is not taken over; "" where it is
    case_id: str = ""
    version: str = ""  # of the case, as it was looked at
    party: str = ""
    proposal: Proposal | None = None

    @property
    def key(self) -> str:
        """What a form names the line by."""
        return f"{self.case_id}-{self.version}"


@dataclass(frozen=True, slots=True)
class _Seen:
    """A case as the run saw it, and as it stands."""

    case: Case
    seen: str  # of the subject
    seen_of_case: dict[str, str]  # of all its members in that run
    lead: bool
    standing: Disposition | None


def judge_rows(
    context: AppContext, run: Run, rows: Sequence[FilledRow], names: Mapping[str, Iterable[str]]
) -> list[ImportedDecision]:
    """Say of every filled row of a report of `run` what can become of it now; nothing is changed.

    Args:
        context: the installation.
        run: the run whose report it is.
        rows: what somebody wrote, see `screening.runs.filled_reports`.
        names: the names of listings by their ids, to see whether a row still speaks of its own.
    """
    with context.database.read() as session:
        seen = _seen(session, run, {subject_digest(each) for row in rows for each in row.subjects})
        session.expunge_all()
    return list(_once_each([_line(row, seen, names) for row in rows]))


def listing_names(library: Library) -> dict[str, list[str]]:
    """The names of every listing by its id, as `judge_rows` takes them."""
    return {listing.id: [name.text for name in listing.names] for listing in library.listings}


def take_over(context: AppContext, team: str, chosen: Sequence[ImportedDecision], by: Decider) -> int:
    """Record the chosen lines as findings of `by`, all or none; gives how many.

    Raises:
        MovedOn: somebody decided, or the lists moved on, since the lines were read. CaseUnknown, DecisionRefused.
    """
    with context.decide() as decision:
        for line in chosen:
            if line.action is not ImportAction.APPLY or line.proposal is None:
                raise DecisionRefused(f"Row {line.number} cannot be imported. {line.why}", what="row")
            case = case_of(decision.session, team, line.case_id)
            check_version(case, line.version)
            record_proposal(decision, case, line.proposal, by, source="workbook")
    return len(chosen)


def _seen(session: Session, run: Run, digests: Iterable[str]) -> dict[str, list[_Seen]]:
    """By subject, what the run saw of it."""
    found: dict[str, list[_Seen]] = {}
    of_case: dict[str, dict[str, str]] = {}
    said = select(Sighting.case_id, Sighting.seen).where(Sighting.run_id == run.id)
    for case_id, seen in session.exec(said.distinct()):
        of_case.setdefault(case_id, {}).update(json.loads(seen))
    for portion in batched(sorted(digests)):
        wanted = (
            select(Case, Sighting)
            .join(Sighting, col(Sighting.case_id) == col(Case.id))
            .where(
                Sighting.run_id == run.id,
                Case.team == run.team,
                col(Sighting.subject_digest).in_(portion),
            )
        )
        for case, sighting in session.exec(wanted):
            standing = session.get(Disposition, case.disposition_id) if case.disposition_id else None
            each = _Seen(case, sighting.seen, of_case[case.id], sighting.lead, standing)
            found.setdefault(sighting.subject_digest, []).append(each)
    return found


def _line(
    row: FilledRow, seen: Mapping[str, list[_Seen]], names: Mapping[str, Iterable[str]]
) -> ImportedDecision:
    cells = row.cells
    shown = "; ".join(map(called, row.subjects))
    line = ImportedDecision(
        row.sheet, row.number, shown, cells.get("decision", "").strip(), ImportAction.UNCLEAR
    )
    cases = [case for each in row.subjects for case in seen.get(subject_digest(each), [])]
    meant = [each for each in cases if (f'"{row.entry}"' in each.seen if row.entry else each.lead)]
    # The sentence of a row with several subjects speaks of the gravest.
    found = max(
        meant, key=lambda each: (each.case.level, each.case.score, each.case.confidence), default=None
    )
    if found is None:
        return replace(
            line,
            why="This row's cells were mixed up, or its hit was too weak to be a case of this run; decide on the pages."
            if row.entry
            else "Nothing was found about this text in this run: it was changed or added since, or it has no match.",
        )
    case = found.case
    line = replace(line, case_id=case.id, version=version_of(case), party=case.party_name)
    if row.is_cut:
        return replace(
            line,
            why=f"A cell of this row has more than {LIMITS.cell_chars:,} characters, and only its beginning was read; "
            "shorten it, or attach a file to the case.",
        )
    try:
        proposal = _proposal(cells)
    except DecisionRefused as refused:
        return replace(line, why=refused.sentence)
    line = replace(line, proposal=proposal)
    if not row.entry and not _speaks_of(cells.get("best_hit", ""), case, found.seen, names):
        return replace(
            line,
            action=ImportAction.CONFLICT,
            why=f"The row names another listing than {case.party_name}, which this run found; its cells were mixed up.",
        )
    return _judged(line, found, proposal)


def _judged(line: ImportedDecision, found: _Seen, proposal: Proposal) -> ImportedDecision:
    case, standing = found.case, found.standing
    if standing is not None and case.state in (CaseState.DECIDED, CaseState.SECOND):
        said = f"“{_words(standing.verdict)}” by {standing.by_name} on {standing.at[:10]}"
        waits = ", which waits for a second reviewer" if case.state == CaseState.SECOND else ""
        if standing.verdict == proposal.verdict:
            return replace(line, action=ImportAction.UNCHANGED, why=f"Already recorded: {said}{waits}.")
        return replace(
            line,
            action=ImportAction.CONFLICT,
            why=f"There is another decision: {said}{waits}. Look at the case.",
        )
    if json.loads(case.seen) != found.seen_of_case:
        return replace(
            line,
            action=ImportAction.CONFLICT,
            why="What the lists say has changed since this report. Look at the case.",
        )
    return replace(line, action=ImportAction.APPLY)


def _proposal(cells: Mapping[str, str]) -> Proposal:
    """What a row says was found.

    Raises:
        DecisionRefused: it cannot be understood, or the reason does not fit.
    """
    said = cells.get("decision", "").strip()
    known = {each: Verdict(each.replace(" ", "_")) for each in wording().decisions}
    verdict = known.get(" ".join(said.casefold().replace("_", " ").split()))
    if verdict is None:
        raise DecisionRefused(
            f"“{said[:60]}” is not a decision; write one of {', '.join(known)}."
            if said
            else "There is a note or a reason but no decision.",
            what="verdict",
        )
    note, reason = cells.get("note", "").strip(), code_of(cells.get("reason", "").strip())
    written = ", ".join(part for key in ("reviewer", "date") if (part := cells.get(key, "").strip()))
    proposal = Proposal(verdict, reason or ("other" if note else ""), note)
    proposal.check()
    return replace(proposal, note=f"{note} (in the workbook: {written})".strip()) if written else proposal


def _speaks_of(best_hit: str, case: Case, seen: str, names: Mapping[str, Iterable[str]]) -> bool:
    """Whether the row still names a listing that the run found; not known where the entry is no longer there."""
    text = best_hit.strip()
    known = [name for listing, each in names.items() if f'"{listing}"' in seen for name in each]
    if not known or text.startswith("Ambiguous: "):
        return True
    return text.casefold() in {each.strip().casefold() for each in (*known, case.party_name)}


def _once_each(lines: Sequence[ImportedDecision]) -> Iterator[ImportedDecision]:
    """Rows of one question say it once; where they contradict each other, none is taken over."""
    meant: dict[str, dict[str, ImportedDecision]] = {}
    for line in lines:
        if line.proposal is not None and line.action is ImportAction.APPLY:
            meant.setdefault(line.case_id, {}).setdefault(line.proposal.verdict, line)
    first: dict[str, ImportedDecision] = {}
    for line in lines:
        if line.action is not ImportAction.APPLY:
            yield line
        elif len(meant[line.case_id]) > 1:
            said = ", ".join(
                f"{each.sheet} row {each.number} “{_words(verdict)}”"
                for verdict, each in meant[line.case_id].items()
            )
            yield replace(
                line,
                action=ImportAction.CONFLICT,
                why=f"Rows of one question say different things about {line.party}: {said}. Correct one, or take "
                "the row that is different out of the question on its page.",
            )
        elif (before := first.setdefault(line.case_id, line)) is not line:
            yield replace(
                line, action=ImportAction.UNCHANGED, why=f"{before.sheet} row {before.number} says the same."
            )
        else:
            yield line


def _words(verdict: str) -> str:
    return verdict.replace("_", " ")


class FilledLine(JsonModel):
    """A row in which somebody wrote; `action_reason` says why it is not taken over."""

    sheet: str
    row: int
    subject: str
    party: str
    case: str | None
    said: str
    verdict: Verdict | None
    reason: str
    note: str
    action: ImportAction
    action_reason: str

    @classmethod
    def of(cls, line: ImportedDecision) -> FilledLine:
        """A line, and what can become of it."""
        proposal = line.proposal
        return cls(
            sheet=line.sheet,
            row=line.number,
            subject=line.shown,
            party=line.party,
            case=line.case_id or None,
            said=line.said,
            verdict=proposal.verdict if proposal else None,
            reason=proposal.reason if proposal else "",
            note=proposal.note if proposal else "",
            action=line.action,
            action_reason=line.why,
        )


class ActionCounts(JsonModel):
    """Lines by what becomes of them."""

    apply: int
    unchanged: int
    conflict: int
    unclear: int


class AnnotatedAnswer(JsonModel):
    """What a filled-in report says; `taken` of its lines were taken over by this call."""

    taken: int
    counts: ActionCounts
    lines: list[FilledLine]

    @classmethod
    def of(cls, lines: Sequence[ImportedDecision], taken: int) -> AnnotatedAnswer:
        """The lines of a report, of which `taken` were taken over."""
        counted = Counter(each.action for each in lines)
        return cls(
            taken=taken,
            counts=ActionCounts(
                apply=counted[ImportAction.APPLY],
                unchanged=counted[ImportAction.UNCHANGED],
                conflict=counted[ImportAction.CONFLICT],
                unclear=counted[ImportAction.UNCLEAR],
            ),
            lines=list(map(FilledLine.of, lines)),
        )
