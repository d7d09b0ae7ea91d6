"""Policies as files: read strictly, decided purely, never more certain than their sources and inputs."""

from screening.policy.decide import decide
from screening.policy.facts import ProjectFacts, parse_pairs, read_facts
from screening.policy.list_state import ListState
from screening.policy.model import Policy
from screening.policy.places import SHIPPED
from screening.policy.read import available_policies, choose, read_policies

__all__ = [
    "SHIPPED",
    "ListState",
    "Policy",
    "ProjectFacts",
    "available_policies",
    "choose",
    "decide",
    "parse_pairs",
    "read_facts",
    "read_policies",
]
