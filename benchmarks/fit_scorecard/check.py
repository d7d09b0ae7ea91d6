"""Does the card that is committed still go with what it was made from? Needs no scikit-learn.

Lists, register and vocabulary change with every edition: that is said, and the rates on the golden texts must hold. Where
the writers or the features changed, the card is another's: fit again.
"""

from __future__ import annotations

import json
from typing import Any

from benchmarks.fit_scorecard.golden import faults, golden_rates
from benchmarks.fit_scorecard.inputs import CARD, WRITERS, moved
from screening.link import Linker
from screening.link.second_stage import CATEGORIES, FEATURES


def check(linker: Linker) -> list[str]:
    """Every reason for which the card should be fitted again, in sentences; none where it may stay. Prints what moved."""
    card = json.loads(CARD.read_text(encoding="utf-8"))
    parts = moved(card["inputs"])
    for part in parts:
        print(f"{part}: changed since the card was fitted")
    made = [] if WRITERS not in parts else ["the writers of its texts changed: make fit"]
    made += features_changed(card)
    rates = golden_rates(linker, card)
    print(
        f"asked about: {rates['listed']:.1%} of golden texts of listed bodies, {rates['others']:.1%} of others"
    )
    return made + faults(rates, card["golden"])


def features_changed(card: dict[str, Any]) -> list[str]:
    """Features that the card does not know, or knows as another sort of value."""
    known = card["features"]
    made = [f"the card does not know the feature {name}" for name in FEATURES if name not in known]
    made += [f"the card has points for {name}, which is no feature" for name in known if name not in FEATURES]
    made += [
        f"{name} is a category in one of card and code alone"
        for name in FEATURES
        if name in known and ("cells" in known[name]) != (name in CATEGORIES)
    ]
    return made
