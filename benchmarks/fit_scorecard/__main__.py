"""Fit the scorecard, or check the one that is there: `python -m benchmarks.fit_scorecard [--check] [--share 0.2] [--examples FILE] [--end-to-end FILE...]`."""

from __future__ import annotations

import argparse
import json
import random
import sys
from datetime import date
from pathlib import Path

from benchmarks.fit_scorecard.inputs import CARD, SHARED, other_inputs, project_inputs
from screening.engine import load_engine


def main() -> int:
    """Fit, print figures, and write the card; or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether the card may stay as it is")
    parser.add_argument("--share", type=float, default=1.0, help="of the texts, for a quick look")
    parser.add_argument("--examples", type=Path, help="keep the rows in this file, to look at")
    parser.add_argument("--dry", action="store_true", help="write no card")
    parser.add_argument(
        "--end-to-end", type=Path, nargs="+", help="only what is said and right of these cases"
    )
    asked = parser.parse_args()
    if asked.end_to_end:
        from benchmarks.first_look import read_cases
        from benchmarks.fit_scorecard.end_to_end import report as report_to_the_end
        from benchmarks.outcomes.screen import shipped_engine

        report_to_the_end(shipped_engine(), [case for path in asked.end_to_end for case in read_cases(path)])
        return 0
    linker = load_engine(on=date.today()).linker
    if asked.check:
        from benchmarks.fit_scorecard.check import check

        faults = check(linker)
        print("\n".join(faults) or "the card may stay")
        return 1 if faults else 0
    from benchmarks.fit_scorecard.examples import read_texts
    from benchmarks.fit_scorecard.fit import fit_card
    from benchmarks.fit_scorecard.golden import golden_rates, write_golden
    from benchmarks.fit_scorecard.judge import report
    from benchmarks.fit_scorecard.points import points_of, worth_of
    from benchmarks.fit_scorecard.texts import Amounts, Texts, labelled_texts
    from benchmarks.fit_scorecard.world import World

    if not SHARED.is_dir():
        print("The fuller register and the partners (../shared/data) are not here: fitted without them.")
    world = World(linker)
    texts = Texts(world).make(Amounts().scaled(asked.share))
    real = list(labelled_texts())
    texts += random.Random(1).sample(real, round(len(real) * min(1, asked.share)))
    examples = read_texts(world, texts)
    if asked.examples:
        examples.keep(asked.examples)
    card, exact = fit_card(examples)
    worth = worth_of(points_of(card, examples.rows))
    print(f"rounding to whole points moves no probability by more than {abs(worth - exact).max():.3f}")
    report(examples, worth)
    if not asked.dry:
        write_golden(examples)
        card["golden"] = golden_rates(linker, card)
        card["inputs"] = project_inputs()
        card["others_at_hand"] = other_inputs()
        CARD.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
        print(f"golden texts asked about: {card['golden']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
