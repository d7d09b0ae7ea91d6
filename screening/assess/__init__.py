"""From a reading to an assessment: outcome, a score that adds up, and what follows under each policy."""

from screening.assess.assess import assess, unscreened, without_a_cell
from screening.assess.gravest import gravest, gravity, gravity_of_result
from screening.policy.facts import ProjectFacts
from screening.policy.list_state import ListState

__all__ = [
    "ListState",
    "ProjectFacts",
    "assess",
    "gravest",
    "gravity",
    "gravity_of_result",
    "unscreened",
    "without_a_cell",
]
