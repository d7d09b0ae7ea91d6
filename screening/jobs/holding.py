"""Holding a run back: neither retention nor erasure takes it while somebody holds it, for a case at law or an inquiry.

Why it is held stands with the run, since it may name people; the log has who held and released it, and when.
"""

from __future__ import annotations

from screening.errors import ScreeningError
from screening.jobs.control import RunNotReady, RunUnknown
from screening.jobs.installation import Decision, Installation
from screening.jobs.states import ERASED
from screening.storage.tables import Run


class RunHeld(ScreeningError):
    """The run is held back; nothing of it was erased."""

    code, status = "run-held", 409


class ReasonMissing(ScreeningError):
    """A run is held for a reason that somebody can look at later."""

    code, status = "reason-missing", 422


def hold(place: Installation, run_id: str, team: str, *, actor: str, why: str) -> None:
    """Hold a run back from now on, whatever its term.

    Raises:
        RunUnknown: the team has no such run.
        RunNotReady: it was erased already.
        ReasonMissing: no reason was given.
    """
    if not (why := why.strip()):
        raise ReasonMissing("Say why the run is held; whoever releases it reads it.")
    with place.decide() as decision:
        run = _run(decision, run_id, team)
        if run.state == ERASED:
            raise RunNotReady("This run was erased already; there is nothing to hold.")
        run.held = why
        decision.session.add(run)
        decision.record("run.held", actor=actor, team=team, run_id=run_id)


def release(place: Installation, run_id: str, team: str, *, actor: str) -> bool:
    """Let retention and erasure take a run again; say whether it was held.

    Raises:
        RunUnknown: the team has no such run.
    """
    with place.decide() as decision:
        run = _run(decision, run_id, team)
        if not run.held:
            return False
        run.held = ""
        decision.session.add(run)
        decision.record("run.released", actor=actor, team=team, run_id=run_id)
    return True


def _run(decision: Decision, run_id: str, team: str) -> Run:
    run = decision.session.get(Run, run_id)
    if run is None or run.team != team:
        raise RunUnknown("There is no such run; look at the list of runs.")
    return run
