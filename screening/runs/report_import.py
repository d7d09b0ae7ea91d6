"""Decisions that people wrote into a run's report, read back from it, and taken over once somebody has looked.

A row is known by its subject, which leads to what its sentence spoke of in that run; so rows may be sorted, filtered
and taken away. What is written into one row answers the question for every row of it; rows that say otherwise are
decided separately (`screening.runs.row_agreement`). A row whose text was changed is nobody of that run, one that names
another listing has been mixed up, and neither is taken over. What is written on the sheet of evidence is about the party of that hit, so that of a row
with several parties each can be decided. What the report itself had put into a cell says nothing. Cells are texts: a
formula decides nothing. Who decides is whoever takes them over.

Where a proposal of somebody else waits, the same verdict or "confirm" confirms it, and "reject" with a note rejects it:
by people who signed in only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, func, select

from screening.context import AppContext, AuditedTransaction
from screening.intake.limits import LIMITS
from screening.labels import decision_word, decision_words, wording
from screening.model import called
from screening.review.cases import batched, is_in_run
from screening.review.decide import (
    Proposal,
    case_of,
    check_version,
    decide_about_cases,
    record_confirmation,
    record_disagreement,
    record_proposal,
    version_of,
)
from screening.review.exceptions import record_parting
from screening.review.fingerprints import subject_digest
from screening.review.reasons import code_of
from screening.review.rules import (
    HIGH,
    HOLDS,
    CaseState,
    Decider,
    DecisionRefused,
    NotYours,
    Verdict,
    check_second,
)
from screening.review.subject_cases import MOST
from screening.runs.filled_report_json import FilledRow
from screening.runs.imported_decision import (
    CHANGES,
    ImportAction,
    ImportedDecision,
    QuestionRow,
    SecondWord,
    WaitingProposal,
)
from screening.runs.row_agreement import agreed
from screening.storage.review_tables import Case, CaseMember, Disposition, Sighting
from screening.storage.tables import Run
from watchlists.library import Library

_ON_THE_PAGE = (
    "On the command line nobody signs in; do it on the page of the run, under “Decisions from a workbook”."
)
_HIGH = "It is at high level and confirmed together with others: write in its note why it holds, or confirm it on its own page."
_ACCEPT = "Apply the decision on the page of the question, or take this one out there and decide about it separately."


@dataclass(frozen=True, slots=True)
class Uploader:
    """Who gives the file: None where nobody is named, and whether this person signed in."""

    by: Decider | None = None
    signed_in: bool = True

    def hindrance(self, proposed_by: str) -> str:
        """Why this person cannot be the second for what somebody (an id) proposed; "" where nothing hinders."""
        if self.by is None or not self.signed_in:
            return _ON_THE_PAGE
        try:
            check_second(proposed_by, self.by)
        except NotYours as refused:
            return refused.sentence
        return ""


@dataclass(frozen=True, slots=True)
class _Written:
    """What the reviewer's cells of a row say."""

    word: Verdict | SecondWord
    reason: str
    note: str
    signed: str  # the names and the day that the workbook gives, in brackets

    @property
    def full_note(self) -> str:
        return f"{self.note} {self.signed}".strip()

    def proposal(self, verdict: Verdict) -> Proposal:
        """What it proposes.

        Raises:
            DecisionRefused: the reason does not fit, or the note is missing or too long.
        """
        proposal = Proposal(verdict, self.reason or ("other" if self.note else ""), self.note)
        proposal.check()
        return replace(proposal, note=self.full_note)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A case as the run saw it, and as it stands."""

    case: Case
    sighting: Sighting
    seen_of_case: dict[str, str]  # of all its members in that run
    rows_of_case: int  # the same
    standing: Disposition | None
    is_new: bool  # whether it came under the decision after that was made

    @property
    def row(self) -> QuestionRow:
        """The place of a row in the question."""
        mine = self.sighting
        held = bool(self.case.held)
        return QuestionRow(
            mine.subject_digest,
            mine.level,
            self.case.level,
            mine.rows,
            self.rows_of_case,
            leads=mine.lead,
            is_held=held,
        )


def judge_rows(
    context: AppContext,
    run: Run,
    rows: Sequence[FilledRow],
    names: Mapping[str, Iterable[str]],
    uploader: Uploader,
) -> list[ImportedDecision]:
    """Say of every filled row of a report of `run` what can become of it now; nothing is changed.

    Args:
        context: the installation.
        run: the run whose report it is.
        rows: what somebody wrote, see `screening.runs.filled_reports`.
        names: the names of listings by their ids, to see whether a row still speaks of its own.
        uploader: who gives the file; only another person confirms what somebody proposed.
    """
    listed = {name.strip().casefold() for each in names.values() for name in each}
    rows = [row for row in rows if not (row.misplaced and row.cells["decision"].casefold() in listed)]
    with context.database.read() as session:
        seen = _seen(session, run, {subject_digest(each) for row in rows for each in row.subjects})
        lines = agreed([_line(row, seen, names, uploader) for row in rows])
        added = _added_since(session, run, sorted({line.case_id for line in lines if line.action in CHANGES}))
        session.expunge_all()
    return [_bound(replace(line, run_id=run.id), added) for line in _with_reasons(lines)]


def _with_reasons(lines: Sequence[ImportedDecision]) -> list[ImportedDecision]:
    """Leave proposals at high level waiting that are confirmed among others and for which no row says why.

    It is the rule of the page on which several are confirmed (`screening.review.decide.confirm_all`).
    """
    confirmed = {
        line.waiting.id for line in lines if line.action is ImportAction.CONFIRM and line.waiting is not None
    }
    explained = {line.waiting.id for line in lines if line.has_reason and line.waiting is not None}
    return [
        replace(line, elsewhere=_HIGH, why=f"{line.why} {_HIGH}")
        if line.action is ImportAction.CONFIRM
        and line.waiting is not None
        and line.waiting.level >= HIGH
        and line.waiting.id not in explained
        and len(confirmed) > 1
        and not line.elsewhere
        else line
        for line in lines
    ]


def _added_since(session: Session, run: Run, case_ids: Sequence[str]) -> dict[str, int]:
    """By case, how many of its members a run did not see."""
    found: dict[str, int] = {}
    for portion in batched(case_ids):
        others = select(CaseMember.case_id, func.count()).where(
            col(CaseMember.case_id).in_(portion), ~is_in_run(run.id)
        )
        found.update(session.exec(others.group_by(col(CaseMember.case_id))).all())
    return found


def _bound(line: ImportedDecision, added: Mapping[str, int]) -> ImportedDecision:
    """Say of a line how many of its question the report did not show: it is not about them."""
    count = added.get(line.case_id, 0)
    if not count or line.is_separate or line.action not in (ImportAction.APPLY, ImportAction.CONFIRM):
        return line
    others = "1 other was" if count == 1 else f"{count:,} others were"
    why = f"{others} added to this question after this report; the decision does not cover {'it' if count == 1 else 'them'}."
    return replace(line, why=f"{line.why} {why}".strip())


def listing_names(library: Library) -> dict[str, list[str]]:
    """The names of every listing by its id, as `judge_rows` takes them."""
    return {listing.id: [name.text for name in listing.names] for listing in library.listings}


def take_over(context: AppContext, team: str, chosen: Sequence[ImportedDecision], by: Decider) -> int:
    """Record the chosen lines as findings, confirmations and rejections of `by`, all or none; gives how many.

    Raises:
        MovedOn: somebody decided, or the lists moved on, since the lines were read. CaseUnknown, DecisionRefused.
        NotYours: a proposal cannot be confirmed or rejected by this person.
    """
    for line in chosen:
        if not line.can_take:
            raise DecisionRefused(f"Row {line.number} cannot be imported. {line.why}", what="row")
    questions: dict[str, list[ImportedDecision]] = {}
    for line in chosen:
        questions.setdefault(line.case_id, []).append(line)
    with decide_about_cases(context) as decision:
        for case_id, lines in questions.items():
            case = case_of(decision.session, team, case_id)
            for line in lines:
                check_version(case, line.version)
            own = _take_out(decision, case, lines, by)
            for line in lines:
                of_row = own[line.row.digest] if line.is_separate and line.row else case_id
                _record_line(decision, team, of_row, line, by)
    return len(chosen)


def _take_out(
    decision: AuditedTransaction, case: Case, lines: Sequence[ImportedDecision], by: Decider
) -> dict[str, str]:
    """Take rows that say otherwise out of a question; gives the ids of their cases by the digests of their subjects.

    They leave it also where their own line was not chosen: what the others say is not what they say.
    """
    digests = [digest for line in lines for digest in line.separated]
    digests += [line.row.digest for line in lines if line.is_separate and line.row]
    leaving = list(dict.fromkeys(digests))
    own: dict[str, str] = {}
    # Where each is decided about alone, the last keeps the case: a question is never left without any.
    if len(leaving) >= case.people:
        own[leaving.pop()] = case.id
    for portion in batched(leaving, MOST):
        own |= zip(portion, record_parting(decision, case, portion, by), strict=True)
    return own


def _record_line(
    decision: AuditedTransaction, team: str, case_id: str, line: ImportedDecision, by: Decider
) -> None:
    if line.waiting is not None:
        _record_second(decision, team, line, line.waiting, by)
    elif line.proposal is not None:
        case = case_of(decision.session, team, case_id)
        record_proposal(decision, case, line.proposal, by, source="workbook", seen_in=line.run_id)


def _record_second(
    decision: AuditedTransaction, team: str, line: ImportedDecision, waiting: WaitingProposal, by: Decider
) -> None:
    if line.action is ImportAction.CONFIRM:
        record_confirmation(decision, team, waiting.id, by, line.note, seen_in=line.run_id)
    else:
        record_disagreement(decision, team, waiting.id, by, line.note)


def _seen(session: Session, run: Run, digests: Iterable[str]) -> dict[str, list[_Seen]]:
    """By subject, what the run saw of it."""
    found: dict[str, list[_Seen]] = {}
    of_case: dict[str, dict[str, str]] = {}
    rows: dict[str, int] = {}
    said = select(Sighting.case_id, Sighting.seen, func.sum(Sighting.rows)).where(Sighting.run_id == run.id)
    for case_id, seen, count in session.exec(said.group_by(col(Sighting.case_id), col(Sighting.seen))):
        of_case.setdefault(case_id, {}).update(json.loads(seen))
        rows[case_id] = rows.get(case_id, 0) + count
    for portion in batched(sorted(digests)):
        wanted = (
            select(Case, Sighting, CaseMember.is_new)
            .join(Sighting, col(Sighting.case_id) == col(Case.id))
            .join(
                CaseMember,
                (col(CaseMember.case_id) == col(Case.id))
                & (col(CaseMember.subject_digest) == col(Sighting.subject_digest)),
            )
            .where(
                Sighting.run_id == run.id,
                Case.team == run.team,
                col(Sighting.subject_digest).in_(portion),
            )
        )
        for case, sighting, is_new in session.exec(wanted):
            standing = session.get(Disposition, case.disposition_id) if case.disposition_id else None
            each = _Seen(case, sighting, of_case[case.id], rows[case.id], standing, is_new)
            found.setdefault(sighting.subject_digest, []).append(each)
    return found


def _line(
    row: FilledRow,
    seen: Mapping[str, list[_Seen]],
    names: Mapping[str, Iterable[str]],
    uploader: Uploader,
) -> ImportedDecision:
    cells = row.cells
    shown = "; ".join(map(called, row.subjects))
    line = ImportedDecision(
        row.sheet, row.number, shown, cells.get("decision", "").strip(), ImportAction.UNCLEAR
    )
    if row.misplaced:
        return replace(line, why=_not_read_here(row))
    cases = [case for each in row.subjects for case in seen.get(subject_digest(each), [])]
    meant = [
        each
        for each in cases
        if (f'"{row.entry}"' in each.sighting.seen if row.entry else each.sighting.lead)
    ]
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
    line = replace(line, case_id=case.id, version=version_of(case), party=case.party_name, row=found.row)
    if row.is_cut:
        return replace(
            line,
            why=f"A cell of this row has more than {LIMITS.cell_chars:,} characters, and only its beginning was read; "
            "shorten it, or attach a file to the case.",
        )
    if not row.entry and not _speaks_of(cells.get("best_hit", ""), case, found.sighting.seen, names):
        return replace(
            line,
            action=ImportAction.CONFLICT,
            why=f"The row names another listing than {case.party_name}, which this run found; its cells were mixed up.",
        )
    try:
        return _judged(line, found, _written(cells), uploader)
    except DecisionRefused as refused:
        return replace(line, why=refused.sentence)


def _not_read_here(row: FilledRow) -> str:
    column = next(each.header for each in wording().columns if each.key == "decision")
    return (
        f"{row.sheet} {row.misplaced}: “{row.cells['decision']}” is not read here; write it in the column “{column}” "
        f"of {row.meant or 'its row'}."
    )


def _judged(line: ImportedDecision, found: _Seen, written: _Written, uploader: Uploader) -> ImportedDecision:
    """Say what becomes of a row whose words are known.

    Raises:
        DecisionRefused: the reason does not fit, a note is missing, or nothing waits to be confirmed or rejected.
    """
    case, standing, word = found.case, found.standing, written.word
    line = replace(line, verdict=word if isinstance(word, Verdict) else None)
    if standing is not None and case.state == CaseState.SECOND:
        return _judged_second(line, found, standing, written, uploader)
    if standing is not None and case.state in HOLDS:
        if found.is_new:
            why = f"New under a decision about others with this text: {_decided(standing)}. {_ACCEPT}"
            return replace(line, action=ImportAction.CONFLICT, why=why)
        if word in (SecondWord.CONFIRM, standing.verdict):
            return _recorded(line, standing, written, _decided(standing))
        return replace(
            line,
            action=ImportAction.CONFLICT,
            why=f"There is another decision: {_decided(standing)}. Look at the case.",
        )
    if standing is not None and case.state == CaseState.ESCALATED and word == standing.verdict:
        return replace(_recorded(line, standing, written, _decided(standing)), repeats_escalation=True)
    if isinstance(word, SecondWord):
        raise DecisionRefused(
            f"“{word.value}” answers a proposal that waits for a second reviewer, and none waits here; "
            f"write one of {', '.join(wording().decisions)}.",
            what="verdict",
        )
    line = replace(line, proposal=written.proposal(word))
    if json.loads(case.seen) != found.seen_of_case:
        return _lists_changed(line)
    return replace(line, action=ImportAction.APPLY)


def _judged_second(
    line: ImportedDecision, found: _Seen, standing: Disposition, written: _Written, uploader: Uploader
) -> ImportedDecision:
    """Say what becomes of a row whose question has a proposal that waits; raises as `_judged` does."""
    word, said = written.word, f"{_decided(standing)}, which waits for a second reviewer"
    is_same = word in (SecondWord.CONFIRM, standing.verdict)
    if uploader.by is not None and uploader.by.id == standing.by:
        if is_same:
            return _recorded(line, standing, written, said)
        why = f"You proposed this yourself: {said}. Withdraw it on its page, then decide again."
        return replace(line, action=ImportAction.CONFLICT, why=why)
    line = replace(
        line,
        waiting=WaitingProposal(
            standing.id, Verdict(standing.verdict), standing.by_name, max(standing.level, found.case.level)
        ),
        note=written.full_note,
        has_reason=bool(written.note),
        elsewhere=uploader.hindrance(standing.by),
    )
    if not is_same and word is not SecondWord.REJECT:
        why = f"There is another decision: {said}. Look at the case, or write “reject” and a note that says why."
        return replace(line, action=ImportAction.CONFLICT, why=why)
    line = replace(line, verdict=Verdict(standing.verdict))
    proposed = f"the proposal of {standing.by_name}: “{_words(standing.verdict)}”."
    if word is SecondWord.REJECT:
        if not written.note:
            raise DecisionRefused("“reject” needs a note: say why, for the next reviewer.", what="note")
        why = f"Rejects {proposed} {line.elsewhere}".strip()
        return replace(line, action=ImportAction.REJECT, why=why)
    if standing.seen != found.case.seen:
        why = "The lists have changed since this was proposed; reject it and decide again."
        return replace(line, action=ImportAction.CONFLICT, why=why)
    if json.loads(found.case.seen) != found.seen_of_case:
        return _lists_changed(line)
    return replace(line, action=ImportAction.CONFIRM, why=f"Confirms {proposed} {line.elsewhere}".strip())


def _recorded(
    line: ImportedDecision, standing: Disposition, written: _Written, said: str
) -> ImportedDecision:
    why = f"Already recorded: {said}."
    if written.note and written.note not in standing.note:
        why += " The note of this row is not imported; add it as a comment on the case."
    return replace(line, action=ImportAction.UNCHANGED, why=why)


def _lists_changed(line: ImportedDecision) -> ImportedDecision:
    why = "What the lists say has changed since this report. Look at the case."
    return replace(line, action=ImportAction.CONFLICT, why=why)


def _decided(standing: Disposition) -> str:
    return f"“{_words(standing.verdict)}” by {standing.by_name} on {standing.at[:10]}"


def _written(cells: Mapping[str, str]) -> _Written:
    """What a row says.

    Raises:
        DecisionRefused: it is no word for a decision.
    """
    said = cells.get("decision", "").strip()
    words = wording()
    known: dict[str, Verdict | SecondWord] = {
        **{each: Verdict(each.replace(" ", "_")) for each in words.decisions},
        **{each: SecondWord(each) for each in words.second_words},
    }
    word = known.get(decision_word(said))
    if word is None:
        raise DecisionRefused(
            f"“{said[:60]}” is not a decision; write one of {', '.join(decision_words())}."
            if said
            else "There is a note or a reason but no decision.",
            what="verdict",
        )
    note, reason = cells.get("note", "").strip(), code_of(cells.get("reason", "").strip())
    signed = ", ".join(part for key in ("reviewer", "date") if (part := cells.get(key, "").strip()))
    return _Written(word, reason, note, f"(in the workbook: {signed})" if signed else "")


def _speaks_of(best_hit: str, case: Case, seen: str, names: Mapping[str, Iterable[str]]) -> bool:
    """Whether the row still names a listing that the run found; not known where the entry is no longer there."""
    text = best_hit.strip()
    known = [name for listing, each in names.items() if f'"{listing}"' in seen for name in each]
    if not known or text.startswith("Ambiguous: "):
        return True
    return text.casefold() in {each.strip().casefold() for each in (*known, case.party_name)}


def _words(verdict: str) -> str:
    return verdict.replace("_", " ")
