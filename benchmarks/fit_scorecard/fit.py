"""The fit: boosted steps on one feature each, written down as integer points in tenths of a log-odds.

scikit-learn is a tool of this module alone; what screens has the written card. The model has no interactions, so the
points of a feature are the difference that it makes, whatever the others are: they are read off by changing it alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.fit_scorecard.examples import NEITHER, RIGHT, Examples
from benchmarks.fit_scorecard.judge import best_rows
from benchmarks.fit_scorecard.points import POINTS
from screening.link.second_stage import CATEGORIES, FEATURES

# More of a name found, a rarer word of it, or more of the text explained, never speaks against it; the other way round never
# for it.
RISING = (
    "coverage",
    "weight_found",
    "telling_word",
    "telling_word_alike",
    "share_of_text",
    "acronym_expansion",
)
FALLING = (
    "rival_lead",
    "bearers_of_words",
    "telling_inserted",
    "heaviest_missing",
)
# Points for the kind of input. Of the texts that reach the card one in eight means a listed body here; of research
# affiliations whose words a registered body explains one in a hundred does (labelled strings), and that is ln(1/12) less.
OFFSETS = {"name": 0, "affiliation": -12, "affiliation without a registered body": -4}
# Points that ask a question, by kind of input: one half.
LEAST = dict.fromkeys(OFFSETS, 0)
# What a doubt leaves: the most points, and the points that ask a question in spite of it. .77 where one word alone tells whose
# a text is, .65 with a subject or a type more, .45 where that word is a brand of many countries and nothing contradicts. The
# others are questions only where nearly everything else speaks for them.
LIMITS = {
    "lone_word": {"most": 12, "least": 0},
    "sort_and_subject": {"most": 6, "least": 0},
    "sort_and_type": {"most": 6, "least": 0},
    "other_business": {"most": -4, "least": 100},
    "other_subject": {"most": -4, "least": 40},
    "common_word": {"most": -2, "least": -60},
    "nobodys_word": {"most": -10, "least": 60},
    "ordinary_name": {"most": -4, "least": 25},
    "strangers_word": {"most": -10, "least": 100},
    "more_words": {"most": -1, "least": 0},
    "other_letters": {"most": 12, "least": 0},
    "few_letters": {"most": -4, "least": 0},
    "other_school": {"most": -10, "least": 40},
}
_NEWTON = 25
STEPS, RATE, LEAVES, FEWEST = 500, 0.1, 4, 80


def fit_card(examples: Examples) -> tuple[dict[str, Any], np.ndarray]:
    """The card fitted on the half that is not held out, and the exact worth of every row before points are rounded."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    held = np.array([text.is_held_out for text in examples.texts])[examples.text_of]
    learn = ~held & (examples.truth != NEITHER) & (examples.weights > 0)
    model = HistGradientBoostingClassifier(
        interaction_cst="no_interactions",
        max_iter=STEPS,
        learning_rate=RATE,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=FEWEST,
        l2_regularization=1.0,
        max_bins=64,
        monotonic_cst=[(name in RISING) - (name in FALLING) for name in FEATURES],
        categorical_features=[FEATURES.index(name) for name in CATEGORIES],
        early_stopping=False,
        random_state=1,
    )
    rows = examples.rows
    model.fit(rows[learn], examples.truth[learn], sample_weight=examples.weights[learn])
    said = model.decision_function(rows)
    slope, shift = _calibration(said, examples)
    print(f"calibrated by {slope:.3f} x points {POINTS * shift:+.1f}")
    card = _card(model, rows[learn], examples.weights[learn], slope, shift)
    return card, 1 / (1 + np.exp(-(slope * said + shift)))


def _calibration(said: np.ndarray, examples: Examples) -> tuple[float, float]:
    """The slope and shift by which the log-odds of the best candidates fit what is true, on a part of the held-out half."""
    chosen = best_rows(examples, said, np.array([text.calibrates for text in examples.texts]))
    score, true = said[chosen], (examples.truth[chosen] == RIGHT).astype(float)
    slope, shift = 1.0, 0.0
    for _ in range(_NEWTON):
        share = 1 / (1 + np.exp(-(slope * score + shift)))
        spread = share * (1 - share) + 1e-9
        gap = true - share
        a, b, c = (spread * score * score).sum(), (spread * score).sum(), spread.sum()
        g, h = (gap * score).sum(), gap.sum()
        slope += (c * g - b * h) / (a * c - b * b)
        shift += (a * h - b * g) / (a * c - b * b)
    return float(slope), float(shift)


def _card(model: Any, rows: np.ndarray, weights: np.ndarray, slope: float, shift: float) -> dict[str, Any]:  # noqa: ANN401
    middle = np.quantile(rows, 0.5, axis=0, method="nearest")
    base = slope * float(model.decision_function(middle[None])[0]) + shift
    features: dict[str, Any] = {}
    spread: dict[str, float] = {}
    for at, name in enumerate(FEATURES):
        values = np.unique(rows[:, at])
        changed = np.repeat(middle[None], len(values), axis=0)
        changed[:, at] = values
        gain = slope * (model.decision_function(changed) - float(model.decision_function(middle[None])[0]))
        places = np.searchsorted(values, rows[:, at])
        # Points are told from the usual: what a feature is worth on the whole goes into the base.
        usual = float(np.average(gain[places], weights=weights))
        base += usual
        gain = gain - usual
        points = np.round(gain * POINTS).astype(int)
        spread[name] = float(gain[places].std() * POINTS)
        if name in CATEGORIES:
            features[name] = {
                "cells": {str(int(value)): int(p) for value, p in zip(values, points, strict=True)}
            }
            continue
        turns = [k for k in range(1, len(values)) if points[k] != points[k - 1]]
        # Cuts stand between two values that were seen: at one, single precision would decide.
        cuts = [round((float(values[k - 1]) + float(values[k])) / 2, 6) for k in turns]
        features[name] = {"cuts": cuts, "points": [int(points[0]), *(int(points[k]) for k in turns)]}
    order = sorted(spread.items(), key=lambda pair: -pair[1])
    print("spread of points:", *(f"{name} {points:.1f}" for name, points in order))
    cells = sum(len(table.get("cells", table.get("points"))) for table in features.values())
    print(f"{cells} cells")
    return {
        "base": round(base * POINTS),
        "least_points": LEAST,
        "offsets": OFFSETS,
        "limits": LIMITS,
        "features": features,
    }
