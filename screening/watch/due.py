"""When a watch is to be screened again: decided from what was screened last, and from what is in force now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from screening.caches import LruCache
from screening.engine import Engine
from screening.runs.pins import Pins

# A watch that nothing touches is still screened so often: its results are never older, and what we hold to have no
# effect is looked at anew.
MOST_DAYS_BETWEEN = 30


class WhyDue(StrEnum):
    """Why a watch is screened."""

    FIRST = "first"  # it never was, or what was found is no longer kept
    LISTS = "lists"  # another edition of a list is in force, or listings are joined otherwise
    REGISTER = "register"
    POLICIES = "policies"
    ENGINE = "engine"  # our code or knowledge
    DAY = "day"  # a listing began or lapsed, or a list passed its age limit
    MONTH = "month"  # nothing happened for so long


@dataclass(frozen=True, slots=True)
class LastScreening:
    """What a watch was screened against last."""

    pins: Pins
    day: date


def why_due(
    last: LastScreening | None, pins: Pins, engine: Engine, known: LruCache[bool] | None = None
) -> WhyDue | None:
    """Why a watch is to be screened now; None where it is not.

    Args:
        last: its last screening, of its newest file: whoever gives a file has it screened with that.
        pins: what it would be screened against.
        engine: the same, loaded; its day is today.
        known: what the lists say otherwise on which days, for whoever asks for many watches.
    """
    if last is None:
        return WhyDue.FIRST
    if (last.pins.snapshots, last.pins.joined) != (pins.snapshots, pins.joined):
        return WhyDue.LISTS
    if last.pins.register != pins.register:
        return WhyDue.REGISTER
    if last.pins.policies != pins.policies:
        return WhyDue.POLICIES
    if last.pins != pins:
        return WhyDue.ENGINE
    days = (tuple(sorted(pins.snapshots.items())), last.day, engine.on)
    asked = known if known is not None else LruCache[bool](1)
    if asked.get(days, lambda: says_otherwise(engine, last.day)):
        return WhyDue.DAY
    return WhyDue.MONTH if (engine.on - last.day).days >= MOST_DAYS_BETWEEN else None


def says_otherwise(engine: Engine, day: date) -> bool:
    """Whether the lists of an engine say otherwise on its day than on an earlier one."""
    if day == engine.on:
        return False
    if engine.lists.out_of_date(day) != engine.lists.out_of_date(engine.on):
        return True
    return any(each.in_force_on(day) != each.in_force_on(engine.on) for each in engine.library.listings)
