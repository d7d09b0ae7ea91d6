"""Rates by group, each with the interval within which the true rate lies, nineteen times of twenty.

The interval is Wilson's (1927), which stays within 0 to 1 and is honest for small groups; a group of five rows says
very little, and its interval shows that. Groups are compared with what all rows together show.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from screening.model import Level, Outcome, Result

FEWEST_ALERTS = 3  # among dozens of groups one alert in a small one is chance, whatever its interval says
Z95 = 1.959964  # standard normal quantile for a two-sided interval of 95 per cent


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of a group, with its 95 per cent interval; all from 0 to 1."""

    count: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share itself; 0 for an empty group."""
        return self.count / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class GroupRates:
    """What became of the screened rows of one group; rows nobody could look at have no result and no group."""

    group: str
    rows: int
    alert: Rate  # review
    no_match: Rate
    high: Rate


def wilson(count: int, of: int) -> Rate:
    """The rate `count` of `of`, with Wilson's interval; an empty group may be anything from 0 to 1."""
    if of == 0:
        return Rate(0, 0, 0.0, 1.0)
    share, square = count / of, Z95**2 / of
    middle = (share + square / 2) / (1 + square)
    half = Z95 / (1 + square) * math.sqrt(share * (1 - share) / of + square / (4 * of))
    low = 0.0 if count == 0 else max(0.0, middle - half)
    high = 1.0 if count == of else min(1.0, middle + half)
    return Rate(count, of, low, high)


def rates(results: Iterable[Result], group_of: Callable[[Result], Hashable]) -> tuple[GroupRates, ...]:
    """Rates of every group, the largest group first."""
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(str(group_of(result)), []).append(result)
    ordered = sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return tuple(_group(name, members) for name, members in ordered)


def worst(groups: Sequence[GroupRates], whole: Rate) -> tuple[GroupRates, ...]:
    """Groups whose alert rate lies above that of all rows, beyond what chance would explain; highest first."""
    above = [
        group for group in groups if group.alert.low > whole.share and group.alert.count >= FEWEST_ALERTS
    ]
    return tuple(sorted(above, key=lambda group: -group.alert.share))


def alert_rate(results: Sequence[Result]) -> Rate:
    """The alert rate of all rows together."""
    return wilson(sum(each.assessment.outcome is Outcome.REVIEW for each in results), len(results))


def _group(name: str, members: Sequence[Result]) -> GroupRates:
    def share(outcome: Outcome) -> Rate:
        return wilson(sum(each.assessment.outcome is outcome for each in members), len(members))

    high = sum(each.assessment.risk_level is Level.HIGH for each in members)
    return GroupRates(
        group=name,
        rows=len(members),
        alert=share(Outcome.REVIEW),
        no_match=share(Outcome.NO_MATCH),
        high=wilson(high, len(members)),
    )
