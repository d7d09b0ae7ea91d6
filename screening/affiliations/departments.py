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
    segments: dict[int, list[int]] = {}
    for place in range(first):
        if tokens.groups[place] == tokens.groups[first] and tokens.segments[place] != tokens.segments[first]:
            segments.setdefault(tokens.segments[place], []).append(place)
    named = [places for places in segments.values() if not units.isdisjoint(tokens.words[i] for i in places)]
    return ", ".join(tokens.piece(places[0], places[-1]) for places in named)
