"""Erasing in tests: asked for, agreed to where somebody decided, and carried out once the days of grace have passed."""

from dataclasses import replace
from datetime import timedelta

from screening.review.rules import Decider
from screening.runs.erasures import (
    ErasureEnded,
    ErasureKind,
    ErasureTarget,
    ErasureWaits,
    ask_erasure,
    carry_out,
    erasure_of,
    erasures,
    second_erasure,
)
from screening.runs.overwriting import scrub
from screening.storage.tables import Run

FIRST = Decider("ana", "Ana")
SECOND = Decider("person:second", "Second Person")


def later(place, **by):
    """The same installation with its clock moved on: by default to where the days of grace have just passed."""
    by = by or {"days": place.settings.erase_grace_days, "seconds": 1}
    return replace(place, now=lambda: place.now() + timedelta(**by))


def erase(place, team, kind, what, by=FIRST):
    """Erase a thing as people do; gives what went and what is held."""
    try:
        erasure = ask_erasure(place, team, ErasureTarget(kind, what), "asked for", by)
    except ErasureWaits:  # an earlier try was not carried out
        erasure = next(each for each in erasures(place, team) if not each.ended_at)
    due = later(place)
    done = carry_out(due, erasure.id)
    if done is None and erasure_of(place, team, erasure.id).needs_second:
        second_erasure(due, team, erasure.id, SECOND)
        done = carry_out(due, erasure.id)
    return done


def erase_run(place, run_id, *, actor="ana"):
    """Erase a run; says whether there was anything to erase."""
    with place.database.read() as session:
        team = session.get(Run, run_id).team
    try:
        return bool(erase(place, team, ErasureKind.RUN, run_id, Decider(actor, actor)).runs)
    except ErasureEnded:
        return False


def erase_subject(place, name, *, team, actor="ana"):
    """Erase all of a subject, and overwrite it; gives what went and what is held."""
    done = erase(place, team, ErasureKind.SUBJECT, name, Decider(actor, actor))
    scrub(place)
    return done
