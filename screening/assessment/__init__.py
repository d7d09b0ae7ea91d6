"""From a reading to an assessment: outcome, a score that adds up, and what follows under each policy."""

from screening.assessment.assess import assess, flag_unread_cell, unscreened
from screening.assessment.gravest import gravest, gravity, gravity_of_result

__all__ = [
    "assess",
    "flag_unread_cell",
    "gravest",
    "gravity",
    "gravity_of_result",
    "unscreened",
]
