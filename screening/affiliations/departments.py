"""The department printed before an organisation: "School of Astronautics" in "School of Astronautics, NPU, Xi'an".

Only segments of the same group that name a unit count, as printed and in their order; a person's name or a street
before the organisation is none.
"""

from __future__ import annotations

from screening.affiliations.tokens import Tokens
from screening.vocabulary import vocabulary


def department_of(tokens: Tokens, first: int) -> str:
    """The units before word `first` in its group, joined by commas; "" where none is printed."""
    units = vocabulary()["unit_head"]
    at, end = tokens.in_group(tokens.groups[first]).start, tokens.in_segment(tokens.segments[first]).start
    named = []
    while at < end:
        stop = tokens.in_segment(tokens.segments[at]).stop
        if not units.isdisjoint(tokens.words[at:stop]):
            named.append(tokens.piece(at, stop - 1))
        at = stop
    return ", ".join(named)
