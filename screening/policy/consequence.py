"""What may follow under a policy, as a ladder from `prohibited` to `none`."""

from __future__ import annotations

from enum import StrEnum


class Consequence(StrEnum):
    """What follows under a policy, strongest first; `cannot_decide` stands beside the ladder, not on it."""

    PROHIBITED = "prohibited"
    LICENCE_CHECK = "licence_check"
    MITIGATION_REQUIRED = "mitigation_required"
    MITIGATION_RECOMMENDED = "mitigation_recommended"
    MITIGATION_SUGGESTED = "mitigation_suggested"
    REGISTER_OR_DISCLOSE = "register_or_disclose"
    CHECK_WITH_COUNSEL = "check_with_counsel"
    ASSESS_AND_RECORD = "assess_and_record"
    NONE = "none"
    CANNOT_DECIDE = "cannot_decide"


LADDER = tuple(step for step in Consequence if step is not Consequence.CANNOT_DECIDE)


def strength(step: Consequence) -> int:
    """Place on the ladder: 0 for `none`, rising to `prohibited`."""
    return len(LADDER) - 1 - LADDER.index(step)
