"""Decisions as they are written into the reviewer's columns of a report, and known again when the report comes back.

A cell that still says what the report put there says nothing new: whoever fills in another row has not decided about
this one. What a report put there is known by the sentence beside it, which holds the same words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from screening.labels import wording
from screening.review.reasons import reason_text, word_of
from screening.review.rules import Verdict
from screening.review.subject_decisions import DecisionStatus, QuestionOutcome, SubjectDecisions

REVIEWERS = ("decision", "reason", "reviewer", "date", "note")  # keys of columns in which people write
_LEADS = {
    DecisionStatus.IN_EFFECT: "Stands",
    DecisionStatus.NEW: "Added after a decision about others with this text, which does not cover it yet",
    DecisionStatus.PENDING: "Waits for a second reviewer",
    DecisionStatus.LAPSED: "Lapsed",
}
_BETWEEN = " / "


def written(standing: SubjectDecisions | None) -> dict[str, str]:
    """The texts of the reviewer's columns by key, blank where nothing stands; the note stays with the case.

    A proposal stands in the sentence beside them only: whoever reads the decisions alone must not take it for one.
    """
    if standing is None or standing.status is not DecisionStatus.IN_EFFECT:
        return dict.fromkeys(REVIEWERS, "")
    return _texts(standing)


def _texts(standing: SubjectDecisions) -> dict[str, str]:
    return {
        "decision": standing.verdict.replace("_", " "),
        "reason": standing.reason,
        "reviewer": standing.by + (f", confirmed by {standing.second_by}" if standing.second_by else ""),
        "date": (standing.second_at or standing.at)[:10],
        "note": "",
    }


def newest_decision(found: Sequence[SubjectDecisions]) -> SubjectDecisions | None:
    """Of what was decided about a row's parties, that of the party its sentence speaks of."""
    return next((each for each in found if each.lead), None)


def standing_text(found: Sequence[SubjectDecisions], *, one_party: bool = False) -> str:
    """Say what stands, waits or has lapsed; other parties than the row's own are named."""
    return _BETWEEN.join(
        _sentence(each) if each.lead or one_party else f"{each.party}: {_sentence(each)}" for each in found
    )


def decision_text(standing: SubjectDecisions) -> str:
    """Say in full words what was decided, why, by whom and when; for papers, which never come back."""
    return ": ".join(filter(None, decision_parts(standing)))


def decision_parts(standing: SubjectDecisions) -> tuple[str, str]:
    """What was decided, in a word or two, and why, by whom and when; the latter is "" where one sentence says it all."""
    if standing.status in (DecisionStatus.LAPSED, DecisionStatus.NEW) or not standing.verdict:
        return _sentence(standing), ""
    texts, words = _texts(standing), wording()
    # What nobody has confirmed yet is never called confirmed.
    if standing.status is DecisionStatus.PENDING:
        what = f"{word_of(standing.verdict)}, {words.question_outcomes[QuestionOutcome.SECOND]}"
    else:
        what = words.question_outcomes[standing.verdict]
    return what, f"{reason_text(standing.reason)}; {texts['reviewer']}, {texts['date']}"


def is_unchanged(cells: Mapping[str, str]) -> bool:
    """Whether the reviewer's columns hold what the report wrote there, and nothing of anybody's since."""
    if cells.get("note", "").strip():
        return False
    texts = {**{key: cells.get(key, "").strip() for key in REVIEWERS}, "date": cells.get("date", "")[:10]}
    # Earlier reports have the code of the reason where there are words now, and call nothing escalated undecided.
    standing = word_of(cells.get("standing", "").strip())
    for said in (_said(texts), _said_in_sentence(texts)):
        given = word_of(f"{_LEADS[DecisionStatus.IN_EFFECT]}: {said}")
        if standing == given or standing.startswith(given + _BETWEEN):
            return True
    return False


def _sentence(standing: SubjectDecisions) -> str:
    if not standing.verdict:
        return standing.lapsed_reason
    texts = _texts(standing)
    if standing.status is not DecisionStatus.LAPSED:
        return f"{_LEADS[standing.status]}: {_said_in_sentence(texts)}"
    verdict = standing.verdict.replace("_", " ")
    return f"{_LEADS[DecisionStatus.LAPSED]}: {verdict} ({word_of(standing.reason)}), {standing.by}, {standing.at[:10]}. {standing.lapsed_reason}"


def _said_in_sentence(texts: Mapping[str, str]) -> str:
    """The same, in which what is escalated is called so and undecided, as in the queue and in memos."""
    decision = texts["decision"]
    if decision == Verdict.ESCALATED:
        decision = wording().question_outcomes[QuestionOutcome.ESCALATED]
    return _said({**texts, "decision": decision})


def _said(texts: Mapping[str, str]) -> str:
    return f"{texts['decision']} ({word_of(texts['reason'])}), {texts['reviewer']}, {texts['date']}"
