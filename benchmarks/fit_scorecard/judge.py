"""What a card is worth on texts: recall at fixed false rates, shares asked by sort, and whether a tenth is a tenth."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from benchmarks.fit_scorecard.examples import NEITHER, RIGHT, WRONG, Examples

FALSE_RATES = (0.005, 0.01, 0.02, 0.05)
QUESTION, SURE = 0.5, 0.8
TENTHS = 10
_MOST_OFF = 0.05
_FEWEST = 30  # texts of a tenth that say anything


def best_of_texts(
    examples: Examples, worth: np.ndarray, labels: Iterable[int] = (RIGHT, NEITHER, WRONG)
) -> np.ndarray:
    """The worth of the best candidate of each text, 0 where it has none of these labels."""
    best = np.zeros(len(examples.texts))
    fitting = np.isin(examples.truth, list(labels))
    np.maximum.at(best, examples.text_of[fitting], worth[fitting])
    return best


def report(examples: Examples, worth: np.ndarray) -> None:
    """Print recall, false shares and calibration, of the half that was fitted on and the other."""
    real = np.array([text.only_judged for text in examples.texts])
    held = np.array([text.is_held_out for text in examples.texts]) & ~real
    for name, part in (("fitted on", ~held & ~real), ("held out", held), ("real strings, only judged", real)):
        if not part.any():
            continue
        print(f"\n== {name}: {part.sum():,} texts ==")
        _recall(examples, worth, part)
        _by_sort(examples, worth, part)
    print(
        "\ncalibration on held-out texts by which nothing was calibrated (the best candidate of each silent text):"
    )
    rest = held & ~np.array([text.calibrates for text in examples.texts])
    for said, true, count in calibration(examples, worth, rest):
        error = (true * (1 - true) / count) ** 0.5
        print(
            f"  said {said:.3f}  true {true:.3f} ± {error:.3f}  texts {count:6,}{_remark(said, true, error)}"
        )


def _remark(said: float, true: float, error: float) -> str:
    """What to think of a tenth: off beyond what so few texts say of themselves, or perhaps."""
    gap = abs(said - true)
    if gap <= _MOST_OFF:
        return ""
    return "   <-- off" if gap > _MOST_OFF + error else "   <-- perhaps off"


def best_rows(examples: Examples, worth: np.ndarray, part: np.ndarray) -> np.ndarray:
    """The row of the best candidate of each silent text of a part; not where it is neither right nor wrong."""
    best: dict[int, int] = {}
    for row in np.argsort(worth, kind="stable"):
        best[int(examples.text_of[row])] = int(row)
    return np.array(
        [
            row
            for text, row in best.items()
            if part[text] and examples.silent[text] and examples.truth[row] != NEITHER
        ],
        int,
    )


def calibration(examples: Examples, worth: np.ndarray, part: np.ndarray) -> list[tuple[float, float, int]]:
    """(mean said, share true, texts) by tenth, over the best candidate of each silent text; neither counts as none."""
    chosen = best_rows(examples, worth, part)
    if not len(chosen):
        return []
    said, true = worth[chosen], examples.truth[chosen] == RIGHT
    made = []
    for tenth in range(TENTHS):
        inside = (said >= tenth / TENTHS) & (said < (tenth + 1) / TENTHS + (tenth == TENTHS - 1))
        if inside.sum() >= _FEWEST:
            made.append((float(said[inside].mean()), float(true[inside].mean()), int(inside.sum())))
    return made


def _recall(examples: Examples, worth: np.ndarray, part: np.ndarray) -> None:
    """Recall on silent texts of listed bodies where a given share of the texts of nobody listed is asked about."""
    sorts = np.array([text.sort for text in examples.texts])
    listed = np.array([text.body is not None for text in examples.texts])
    best = best_of_texts(examples, worth)
    right = best_of_texts(examples, worth, (RIGHT, NEITHER))[part & listed & examples.silent]
    print(f"recall on {len(right):,} silent texts of listed bodies at a false share of", *FALSE_RATES)
    for sort in sorted(set(sorts[part & ~listed])):
        wrong = np.sort(best[part & ~listed & (sorts == sort)])[::-1]
        if len(wrong) < _FEWEST:
            continue
        figures = [(right > max(wrong[int(rate * len(wrong))], 1e-9)).mean() for rate in FALSE_RATES]
        print(f"  {sort:18}", *(f"{figure:.3f}" for figure in figures))


def _by_sort(examples: Examples, worth: np.ndarray, part: np.ndarray) -> None:
    sorts = np.array([text.sort for text in examples.texts])
    listed = np.array([text.body is not None for text in examples.texts])
    best, meant = best_of_texts(examples, worth), best_of_texts(examples, worth, (RIGHT, NEITHER))
    print(f"{'sort':22} {'texts':>6} {'exact':>6} {'or card .5':>10} {'or card .8':>10} {'explained':>10}")
    for is_listed in (True, False):
        for sort in sorted(set(sorts[part & (listed == is_listed)])):
            some = part & (sorts == sort) & (listed == is_listed)
            found, score = ~examples.silent[some], (meant if is_listed else best)[some]
            # Of nobody listed only what the card adds is shown: what the exact reading finds is mostly right.
            exact = found if is_listed else np.zeros(len(found), bool)
            figures = [
                (exact | (~found & (score >= QUESTION))).mean(),
                (exact | (~found & (score >= SURE))).mean(),
            ]
            away = examples.right_explained[some] & ~found if is_listed else examples.explained[some] > 0
            print(
                f"{sort:22} {some.sum():6,} {found.mean():6.3f} {figures[0]:10.3f} {figures[1]:10.3f} {away.mean():10.3f}"
            )
