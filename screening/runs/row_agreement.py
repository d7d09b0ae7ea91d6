"""Filled rows of one question brought together: one decision for all of them, and each row that says otherwise by itself.

- A row whose reason is about its person or organisation alone ("a tie that has ended") is decided separately, always.
- Of the others, the verdict that most rows say answers the question. Where as many say another, that of a row whose own sentence
  speaks of the party decides, and of these the first.
- A row that says otherwise is taken out of the question and decided separately.
- Nothing comes of any row where two rows of the same text say different things, since a text cannot be taken out of
  itself; and where rows both confirm and contradict a proposal that waits, or most contradict an escalation that others
  repeat, since both are for all of them.
- Notes and reasons of further rows that say the same go into the note, each with its row, as far as there is room.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from screening.review.reasons import About, about_of, word_of
from screening.review.rules import LONGEST_NOTE, Verdict
from screening.runs.imported_decision import CHANGES, ImportAction, ImportedDecision

_ALONE = "Its reason is about this person or organisation alone; other rows with the same text are not bound by it."
Placed = dict[int, ImportedDecision]  # lines by their place in the file


def agreed(lines: Sequence[ImportedDecision]) -> list[ImportedDecision]:
    """The same lines in their order, of which at most one answers each question and one each row taken out of it."""
    questions: dict[str, Placed] = {}
    for place, line in enumerate(lines):
        if line.action in CHANGES or line.waiting is not None or line.repeats_escalation:
            questions.setdefault(line.case_id, {})[place] = line
    found = dict(enumerate(lines))
    for question in questions.values():
        if any(line.action in CHANGES for line in question.values()):
            found |= _answers(question)
    return [found[place] for place in range(len(lines))]


def _answers(question: Placed) -> Placed:
    if any(line.waiting for line in question.values()):
        differ = len({_word(line) for line in question.values()}) > 1
        return _contradiction(question, "The proposal is for all of them.") if differ else _once(question)
    by_text: dict[str, set[str]] = {}
    for line in question.values():
        by_text.setdefault(_digest(line), set()).add(_word(line))
    if any(len(words) > 1 for words in by_text.values()):
        return _contradiction(question, "Some of these rows have the same text.")
    return _by_reach(question)


def _by_reach(question: Placed) -> Placed:
    """Rows that are decided about alone, and what the others say of the question."""
    alone: dict[str, Placed] = {}
    shared: Placed = {}
    for place, line in question.items():
        if line.proposal is not None and about_of(line.proposal.reason) is About.SUBJECT:
            alone.setdefault(_digest(line), {})[place] = line
        else:
            shared[place] = line
    # A text cannot be taken out of itself: rows that say the same text go with the one that is decided about alone.
    for place in [place for place, line in shared.items() if _digest(line) in alone]:
        alone[_digest(shared[place])][place] = shared.pop(place)
    held = any(
        line.row is not None and line.row.is_held and line.row.has_others for line in question.values()
    )
    found = _held(alone.values()) if held else {}
    for rows in () if held else alone.values():
        said = {place: replace(line, is_separate=True, why=_ALONE) for place, line in _subject_first(rows)}
        found |= _once(said)
    if not shared:
        return found
    answers = _by_majority(shared)
    for place, line in () if held else answers.items():
        if line.action is ImportAction.APPLY and not line.is_separate:
            found[place] = replace(line, separated=(*line.separated, *alone))
    return answers | found


def _subject_first(rows: Placed) -> list[tuple[int, ImportedDecision]]:
    """The rows of one text, first one whose reason is about its subject alone: that is what is recorded."""

    def is_wider(place: int) -> bool:
        proposal = rows[place].proposal
        return proposal is None or about_of(proposal.reason) is not About.SUBJECT

    return [(place, rows[place]) for place in sorted(rows, key=lambda place: (is_wider(place), place))]


def _by_majority(question: Placed) -> Placed:
    verdict = _main_verdict(question.values())
    same = {place: line for place, line in question.items() if line.verdict is verdict}
    others: dict[str, Placed] = {}
    for place, line in question.items():
        if place not in same:
            others.setdefault(_digest(line), {})[place] = line
    if any(line.repeats_escalation for rows in others.values() for line in rows.values()):
        return _contradiction(question, "The escalation is recorded for all of them.")
    # A recorded escalation that most rows repeat stays as it is.
    answers = same if any(line.repeats_escalation for line in same.values()) else _once(same)
    if not others:
        return answers
    if any(line.row is not None and line.row.is_held for line in question.values()):
        return answers | _held(others.values())
    for place, line in answers.items():
        if line.action is ImportAction.APPLY:
            answers[place] = replace(line, why=_separately(len(others)), separated=tuple(others))
    left = _rows_left(others.values())
    for rows in others.values():
        apart = {place: replace(line, is_separate=True, why=left) for place, line in rows.items()}
        answers |= _once(apart)
    return answers


def _main_verdict(lines: Iterable[ImportedDecision]) -> Verdict | None:
    counted = Counter(line.verdict for line in lines)
    most = max(counted.values())
    tied = [line for line in lines if counted[line.verdict] == most]
    return next((line for line in tied if line.row is not None and line.row.leads), tied[0]).verdict


def _held(others: Iterable[Placed]) -> Placed:
    why = (
        "Other rows of this question are not bound by what this one says, and it is on hold: all of it stays together. "
        "Release it first, or write the same into all of its rows, with a reason that is about the text."
    )
    return {
        place: replace(line, action=ImportAction.CONFLICT, why=why)
        for rows in others
        for place, line in rows.items()
    }


def _separately(count: int) -> str:
    others = "1 row that says otherwise is" if count == 1 else f"{count:,} rows that say otherwise are"
    return f"Answers the question; {others} decided separately."


def _rows_left(others: Iterable[Placed]) -> str:
    rows = [next(iter(each.values())).row for each in others]
    known = [row for row in rows if row is not None]
    left = max((row.question_rows for row in known), default=0) - sum(row.rows for row in known)
    return f"Decided separately from the other {left:,} row{'' if left == 1 else 's'} of this question."


def _once(lines: Placed) -> Placed:
    """Rows that say the same: the first says it, with the notes of the others."""
    (place, first), *further = lines.items()
    note, kept = _note(first), {_note(first)}
    found: Placed = {}
    for other, line in further:
        said, why = _further_note(first, line), f"{first.sheet} row {first.number} says the same."
        if said and said not in kept:
            longer = f"{note}\n{line.sheet} row {line.number}: {said}".strip()
            if fits := len(longer) <= LONGEST_NOTE:
                note = longer
                kept.add(said)
            why += (
                " Its note goes with that."
                if fits
                else " Its note is too long to go with that; add it as a comment."
            )
        found[other] = replace(line, action=ImportAction.UNCHANGED, why=why, is_separate=False)
    if first.proposal is not None:
        first = replace(first, proposal=replace(first.proposal, note=note))
    else:
        first = replace(first, note=note)
    return {place: first, **found}


def _further_note(first: ImportedDecision, line: ImportedDecision) -> str:
    """What a further row adds: its note, and its reason where that is another one."""
    reason = ""
    if first.proposal is not None and line.proposal is not None:
        reason = word_of(line.proposal.reason) if line.proposal.reason != first.proposal.reason else ""
    return ": ".join(filter(None, (reason, _note(line))))


def _contradiction(question: Placed, because: str) -> Placed:
    """None of the rows is taken over; each says which row says what."""
    first: dict[str, ImportedDecision] = {}
    for line in question.values():
        first.setdefault(_word(line), line)
    said = ", ".join(f"{each.sheet} row {each.number} “{word}”" for word, each in first.items())
    party = next(iter(question.values())).party
    why = f"Rows of one question say different things about {party}: {said}. {because} Correct them."
    return {place: replace(line, action=ImportAction.CONFLICT, why=why) for place, line in question.items()}


def _word(line: ImportedDecision) -> str:
    """What a line says in a word."""
    if line.waiting is not None:
        return line.action.value if line.action in CHANGES else line.said
    return line.verdict.value.replace("_", " ") if line.verdict is not None else ""


def _note(line: ImportedDecision) -> str:
    return line.proposal.note if line.proposal is not None else line.note


def _digest(line: ImportedDecision) -> str:
    return line.row.digest if line.row is not None else ""
