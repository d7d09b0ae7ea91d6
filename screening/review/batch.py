"""Deciding identical cases together: one transaction, each case with a decision and an entry in the log of its own.

Identical are cases in which the same piece of text was read as the same party; two people of one name never are
(`digests.alike_digest`). Either all that were chosen are decided, or none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from screening.context import AppContext, AuditedTransaction
from screening.review.decide import (
    Proposal,
    case_of,
    check_version,
    record_confirmation,
    record_proposal,
    record_withdrawal,
)
from screening.review.rules import Decider, DecisionRefused
from screening.storage.review_tables import Case

MOST = 200  # cases at once: more than a person looks through before agreeing


def propose_all(
    context: AppContext,
    team: str,
    chosen: Mapping[str, str],
    proposal: Proposal,
    by: Decider,
    *,
    source: str,
) -> int:
    """Record one finding about every case of `chosen` (case id to the version that was looked at); how many.

    Raises:
        CaseUnknown, DecisionRefused, MovedOn: as for one case; then nothing is changed in any.
    """
    proposal.check()
    with context.decide() as decision:
        cases = _alike(decision, team, chosen)
        for case in cases:
            check_version(case, chosen[case.id])
            record_proposal(decision, case, proposal, by, source=source)
    return len(cases)


def confirm_all(context: AppContext, team: str, chosen: Mapping[str, str], by: Decider, note: str) -> int:
    """Confirm what another person proposed about every case of `chosen`.

    Raises:
        CaseUnknown, MovedOn, NotYours: as for one case; then nothing is changed in any.
    """
    return _each(
        context, team, chosen, lambda decision, id_: record_confirmation(decision, team, id_, by, note)
    )


def withdraw_all(context: AppContext, team: str, chosen: Mapping[str, str], by: Decider, why: str) -> int:
    """Take the decisions about every case of `chosen` back.

    Raises:
        CaseUnknown, DecisionRefused, MovedOn: as for one case; then nothing is changed in any.
    """
    return _each(context, team, chosen, lambda decision, id_: record_withdrawal(decision, team, id_, by, why))


def _each(
    context: AppContext, team: str, chosen: Mapping[str, str], act: Callable[[AuditedTransaction, str], None]
) -> int:
    with context.decide() as decision:
        cases = _alike(decision, team, chosen)
        for case in cases:
            check_version(case, chosen[case.id])
            act(decision, case.disposition_id)
    return len(cases)


def _alike(decision: AuditedTransaction, team: str, ids: Collection[str]) -> list[Case]:
    if not 0 < len(ids) <= MOST:
        raise DecisionRefused(f"Choose between one and {MOST} cases.", what="cases")
    cases = [case_of(decision.session, team, each) for each in ids]
    if len({case.alike for case in cases}) > 1:
        raise DecisionRefused(
            "These cases differ: in each, the same text must have been read as the same party.",
            what="cases",
        )
    return cases
