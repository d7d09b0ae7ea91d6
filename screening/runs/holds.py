"""Holding back a run, a saved check or a case: neither retention nor erasure takes it while somebody holds it, for a
case at law or an inquiry.

Whoever holds a run holds the cases it saw and what was decided about them; whoever holds a case holds its decisions,
comments and files. Why it is held stands with it, since it may name people; the log has who held and released it.
"""

from __future__ import annotations

from screening.audit import log
from screening.context import AppContext, AuditedTransaction
from screening.errors import ScreeningError
from screening.review.decide import CaseUnknown
from screening.runs.control import RunNotReady, RunUnknown
from screening.runs.states import ERASED
from screening.saved_checks import CheckUnknown
from screening.storage.check_tables import SavedCheck
from screening.storage.review_tables import Case
from screening.storage.tables import Run

_Held = Run | SavedCheck | Case


class RunOnHold(ScreeningError):
    """The run is held back; nothing of it was erased."""

    code, status = "run-held", 409


class CheckOnHold(ScreeningError):
    """The saved check is held back; it was not erased."""

    code, status = "check-held", 409


class CaseOnHold(ScreeningError):
    """The case is held back, by itself or with a run that saw it; it was not erased."""

    code, status = "case-held", 409


class ReasonMissing(ScreeningError):
    """A thing is held, or erased, for a reason that somebody can look at later."""

    code, status = "reason-missing", 422


def hold(context: AppContext, run_id: str, team: str, *, actor: str, why: str) -> None:
    """Hold a run back from now on, whatever its term.

    Raises:
        RunUnknown: the team has no such run.
        RunNotReady: it was erased already.
        ReasonMissing: no reason was given.
    """
    with context.decide() as decision:
        run = locked_run(decision, run_id, team)
        if run.state == ERASED:
            raise RunNotReady("This run was erased already; there is nothing to hold.")
        _hold(decision, run, "run", actor, why)


def release(context: AppContext, run_id: str, team: str, *, actor: str) -> bool:
    """Let retention and erasure take a run again; say whether it was held.

    Raises:
        RunUnknown: the team has no such run.
    """
    with context.decide() as decision:
        return _release(decision, locked_run(decision, run_id, team), "run", actor)


def hold_check(context: AppContext, check_id: str, team: str, *, actor: str, why: str) -> None:
    """Hold a saved check back, as `hold` does a run.

    Raises:
        CheckUnknown: the team has none of this id.
        ReasonMissing: no reason was given.
    """
    with context.decide() as decision:
        _hold(decision, locked_check(decision, check_id, team), "check", actor, why)


def release_check(context: AppContext, check_id: str, team: str, *, actor: str) -> bool:
    """Let retention and erasure take a saved check again; say whether it was held.

    Raises:
        CheckUnknown: the team has none of this id.
    """
    with context.decide() as decision:
        return _release(decision, locked_check(decision, check_id, team), "check", actor)


def hold_case(context: AppContext, case_id: str, team: str, *, actor: str, why: str) -> None:
    """Hold a case back with all that stands beside it, as `hold` does a run.

    Raises:
        CaseUnknown: the team has no such case.
        ReasonMissing: no reason was given.
    """
    with context.decide() as decision:
        _hold(decision, locked_case(decision, case_id, team), "case", actor, why)


def release_case(context: AppContext, case_id: str, team: str, *, actor: str) -> bool:
    """Let retention and erasure take a case again; say whether it was held.

    Raises:
        CaseUnknown: the team has no such case.
    """
    with context.decide() as decision:
        return _release(decision, locked_case(decision, case_id, team), "case", actor)


def _hold(decision: AuditedTransaction, held: _Held, kind: str, actor: str, why: str) -> None:
    if not (why := why.strip()):
        raise ReasonMissing(f"Say why you hold the {kind}; the person who releases it reads the reason.")
    _set(decision, held, f"{kind}.held", actor, why)


def _release(decision: AuditedTransaction, held: _Held, kind: str, actor: str) -> bool:
    if not held.held:
        return False
    _set(decision, held, f"{kind}.released", actor, "")
    return True


def _set(decision: AuditedTransaction, held: _Held, action: str, actor: str, why: str) -> None:
    held.held = why
    decision.session.add(held)
    if isinstance(held, Run):
        decision.record(action, actor=actor, team=held.team, run_id=held.id)
    else:
        decision.record(action, actor=actor, team=held.team, facts={action.partition(".")[0]: held.id})


def locked_run(decision: AuditedTransaction, run_id: str, team: str) -> Run:
    """A run of a team, locked until the transaction ends, so that it is not erased and held at once.

    Raises:
        RunUnknown: the team has no such run.
    """
    run = decision.session.get(Run, run_id, with_for_update=True)
    if run is None or run.team != team:
        raise RunUnknown("There is no such run; see the list of runs.")
    return run


def locked_check(decision: AuditedTransaction, check_id: str, team: str) -> SavedCheck:
    """A saved check of a team, locked like `locked_run`.

    Raises:
        CheckUnknown: the team has none of this id.
    """
    log.hold(decision.session)  # before the check, as whoever erases it does
    check = decision.session.get(SavedCheck, check_id, with_for_update=True)
    if check is None or check.team != team:
        raise CheckUnknown("There is no such check; see the list of saved checks.")
    return check


def locked_case(decision: AuditedTransaction, case_id: str, team: str) -> Case:
    """A case of a team, locked like `locked_run`.

    Raises:
        CaseUnknown: the team has no such case.
    """
    # Before the case: whoever finishes a run has the log when coming to the case.
    log.hold(decision.session)
    case = decision.session.get(Case, case_id, with_for_update=True)
    if case is None or case.team != team:
        raise CaseUnknown("There is no such case; see the review queue.")
    return case
