"""Decisions that people wrote into a run's report, read back from it, and taken over once somebody has looked.

A row is known by its subject, which leads to what its sentence spoke of in that run; so rows may be sorted, filtered
and taken away. A row whose text was changed is nobody of that run, one that names another listing has been mixed up,
and neither is taken over. What is written on the sheet of evidence is about the party of that hit, so that of a row
with several parties each can be decided. What the report itself had put into a cell says nothing. Cells are texts: a
formula decides nothing. Who decides is whoever takes them over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from sqlmodel import Session, col, select

from screening.dispositions.cases import portions
from screening.dispositions.desk import Proposal, case_of, check_version, record_proposal, version_of
from screening.dispositions.digests import subject_digest
from screening.dispositions.rules import CaseState, Decider, DecisionRefused, Verdict
from screening.dispositions.written import is_as_given
from screening.intake import take
from screening.intake.model import Intake
from screening.jobs.engines import TakenLists
from screening.jobs.installation import Installation
from screening.jobs.order import Order
from screening.model import Subject, called
from screening.report.evidence import hit_row, review_cells, subject_text
from screening.storage.review_tables import Case, Disposition, Sighting
from screening.storage.tables import Run
from screening.wording import wording
from watchlists.library import Library


class Fate(StrEnum):
    """What can become of a line that somebody filled in."""

    TAKES = "takes"  # it can be taken over
    STANDS = "stands"  # the same is decided or proposed already
    CONFLICT = "conflict"  # somebody decided otherwise, the lists moved on, or two rows contradict each other
    UNCLEAR = "unclear"  # it is not known what is meant


@dataclass(frozen=True, slots=True)
class Line:
    """A row with something in a reviewer's columns, and what can become of it."""

    sheet: str
    number: int
    shown: str
    said: str  # the decision as written
    fate: Fate
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
    seen: str
    lead: bool
    standing: Disposition | None


@dataclass(frozen=True, slots=True)
class _Filled:
    """A row in which somebody wrote, whom it is about, and about which listing; "" for what its sentence spoke of."""

    sheet: str
    number: int
    cells: Mapping[str, str]  # by key of the column
    subjects: tuple[Subject, ...]
    entry: str = ""


def read_annotated(
    place: Installation, run: Run, path: Path, file_name: str, names: Mapping[str, Iterable[str]]
) -> list[Line]:
    """Read a report of `run` that somebody filled in; nothing is changed.

    Args:
        place: the installation.
        run: the run whose report it is.
        path: the file.
        file_name: as the user has it.
        names: the names of listings by their ids, to see whether a row still speaks of its own.

    Raises:
        UploadRefused: it is no list. DecisionRefused: no columns of a report stand in it.
    """
    order = replace(Order.from_json(run.choices), encoding="")  # our reports are UTF-8, whatever the list was
    intake = take(path, options=order.options(file_name))
    if not intake.own_columns:
        raise DecisionRefused(
            "This file has none of the columns that a report has; give the report of this run, filled in.",
            what="file",
        )
    filled = [
        _Filled(row.sheet, row.number, cells, row.subjects)
        for row in intake.rows()
        if _is_filled(cells := intake.own_cells.get((row.sheet, row.number), {}))
    ]
    filled += _beside_hits(place, run, intake)
    with place.database.read() as session:
        seen = _seen(session, run, {subject_digest(each) for row in filled for each in row.subjects})
        session.expunge_all()
    return list(_once_each([_line(row, seen, names) for row in filled]))


def listing_names(library: Library) -> dict[str, list[str]]:
    """The names of every listing by its id, as `read_annotated` takes them."""
    return {listing.id: [name.text for name in listing.names] for listing in library.listings}


def take_over(place: Installation, team: str, chosen: Sequence[Line], by: Decider) -> int:
    """Record the chosen lines as findings of `by`, all or none; gives how many.

    Raises:
        MovedOn: somebody decided, or the lists moved on, since the lines were read. CaseUnknown, DecisionRefused.
    """
    with place.decide() as decision:
        for line in chosen:
            if line.fate is not Fate.TAKES or line.proposal is None:
                raise DecisionRefused(f"Row {line.number} cannot be taken over. {line.why}", what="row")
            case = case_of(decision.session, team, line.case_id)
            check_version(case, line.version)
            record_proposal(decision, case, line.proposal, by, source="workbook")
    return len(chosen)


def _is_filled(cells: Mapping[str, str]) -> bool:
    said = any(cells.get(key, "").strip() for key in ("decision", "reason", "note"))
    return said and not is_as_given(cells)


def _beside_hits(place: Installation, run: Run, intake: Intake) -> list[_Filled]:
    """What was written on the sheet of evidence; whom its rows are about is read from the run's own list."""
    written = {key: cells for key, said in intake.own_hits.items() if _is_filled(cells := review_cells(said))}
    if not written:
        return []
    subjects: dict[tuple[str, int], tuple[Subject, ...]] = {}
    if place.files.has(run.upload_sha256):
        taken = TakenLists(place.files).get(run.upload_sha256, Order.from_json(run.choices), run.file_name)
        subjects = {row.place: row.subjects for row in taken.intake.rows()}
    filled = []
    for (sheet, number), cells in written.items():
        about = hit_row(intake.own_hits[sheet, number])
        meant = tuple(  # none where its cells were mixed up
            each
            for each in subjects.get((about.sheet, about.number), ())
            if about.subject.split() == subject_text(each).split()
        )
        filled.append(_Filled(sheet, number, cells, meant[:1], about.entry or "none"))
    return filled


def _seen(session: Session, run: Run, digests: Iterable[str]) -> dict[str, list[_Seen]]:
    """By subject, what the run saw of it."""
    found: dict[str, list[_Seen]] = {}
    for portion in portions(sorted(digests)):
        wanted = (
            select(Case, Sighting)
            .join(Sighting, col(Sighting.case_id) == col(Case.id))
            .where(
                Sighting.run_id == run.id,
                Case.team == run.team,
                col(Case.subject_digest).in_(portion),
            )
        )
        for case, sighting in session.exec(wanted):
            standing = session.get(Disposition, case.disposition_id) if case.disposition_id else None
            seen = _Seen(case, sighting.seen, sighting.lead, standing)
            found.setdefault(case.subject_digest, []).append(seen)
    return found


def _line(row: _Filled, seen: Mapping[str, list[_Seen]], names: Mapping[str, Iterable[str]]) -> Line:
    cells = row.cells
    shown = "; ".join(map(called, row.subjects))
    line = Line(row.sheet, row.number, shown, cells.get("decision", "").strip(), Fate.UNCLEAR)
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
    try:
        proposal = _proposal(cells)
    except DecisionRefused as refused:
        return replace(line, why=refused.sentence)
    line = replace(line, proposal=proposal)
    if not row.entry and not _speaks_of(cells.get("best_hit", ""), case, found.seen, names):
        return replace(
            line,
            fate=Fate.CONFLICT,
            why=f"The row names another listing than {case.party_name}, which this run found; its cells were mixed up.",
        )
    return _judged(line, found, proposal)


def _judged(line: Line, found: _Seen, proposal: Proposal) -> Line:
    case, standing = found.case, found.standing
    if standing is not None and case.state in (CaseState.DECIDED, CaseState.SECOND):
        said = f"“{_words(standing.verdict)}” by {standing.by_name} on {standing.at[:10]}"
        waits = ", which waits for a second person" if case.state == CaseState.SECOND else ""
        if standing.verdict == proposal.verdict:
            return replace(line, fate=Fate.STANDS, why=f"The same stands already: {said}{waits}.")
        return replace(
            line, fate=Fate.CONFLICT, why=f"Somebody decided otherwise: {said}{waits}. Look at the case."
        )
    if case.seen != found.seen:
        return replace(
            line,
            fate=Fate.CONFLICT,
            why="What the lists say has changed since this report. Look at the case.",
        )
    return replace(line, fate=Fate.TAKES)


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
            f"“{said[:60]}” is no decision; write one of {', '.join(known)}."
            if said
            else "There is a note or a reason, and no decision beside it.",
            what="verdict",
        )
    note, reason = cells.get("note", "").strip(), cells.get("reason", "").strip()
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


def _once_each(lines: Sequence[Line]) -> Iterator[Line]:
    """Rows about one party of a subject say it once; where they contradict each other, none is taken over."""
    meant: dict[str, dict[str, Line]] = {}
    for line in lines:
        if line.proposal is not None and line.fate is Fate.TAKES:
            meant.setdefault(line.case_id, {}).setdefault(line.proposal.verdict, line)
    first: dict[str, Line] = {}
    for line in lines:
        if line.fate is not Fate.TAKES:
            yield line
        elif len(meant[line.case_id]) > 1:
            said = ", ".join(
                f"{each.sheet} row {each.number} “{_words(verdict)}”"
                for verdict, each in meant[line.case_id].items()
            )
            yield replace(
                line,
                fate=Fate.CONFLICT,
                why=f"Two rows of this subject say different things about {line.party}: {said}; correct one.",
            )
        elif (before := first.setdefault(line.case_id, line)) is not line:
            yield replace(line, fate=Fate.STANDS, why=f"{before.sheet} row {before.number} says the same.")
        else:
            yield line


def _words(verdict: str) -> str:
    return verdict.replace("_", " ")
