"""How often made-up names are asked about: `python -m benchmarks.made_up_names [--people 2000] [--data FOLDER]`.

People of eight scripts (`--people`, 20,000 of each; see `benchmarks.invented_people`), and ten thousand firms: a family
name or an invented place with a trade of daily life, a word of trade and a legal form. Nobody real is meant, so each
question is one too many, except where a listed person or body happens to bear the same name. With a data folder its
lists are searched, too.
"""

from __future__ import annotations

import csv
import random
import sys
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

from benchmarks.invented_people import invented_people, script_of_group
from screening.engine import load_engine
from screening.fairness.innocents import VOCABULARY
from screening.model import Inquiry, Subject, SubjectType
from screening.names.scripts import script_of
from screening.vocabulary import rows

ON = date(2026, 11, 29)
PEOPLE, FIRMS, SEED = 20_000, 10_000, 29
FORMS = "Ltd,LLC,Inc,GmbH,S.L.,SARL,Srl,B.V.,AB,Pty Ltd,Pvt Ltd,Co.".split(",")
TRADES = "Trading,Services,Solutions,Group,Consulting,Engineering,Systems,Supplies,Logistics,".split(",")


def people(of_script: int) -> dict[Subject, str]:
    """Persons with the group of their name."""
    return {each.subject: each.group for each in invented_people(of_script)}


def firms() -> dict[Subject, str]:
    """Firms, whose group is how their first word was made."""
    chance = random.Random(SEED)
    with (VOCABULARY / "people.csv").open(encoding="utf-8", newline="") as file:
        families = [
            family
            for row in csv.DictReader(file)
            for family in row["family"].split()
            if script_of(family).value == "latin"
        ]
    with (VOCABULARY / "places.csv").open(encoding="utf-8", newline="") as file:
        places = [row["place"] for row in csv.DictReader(file) if script_of(row["place"]).value == "latin"]
    daily = [row["word"].title() for row in rows("consumer_trades")]
    found: dict[Subject, str] = {}
    while len(found) < FIRMS:
        group, first = chance.choice((("family", chance.choice(families)), ("place", chance.choice(places))))
        words = (first, chance.choice(daily), chance.choice(TRADES), chance.choice(FORMS))
        found.setdefault(Subject(" ".join(filter(None, words)), SubjectType.ORGANISATION), f"firms, {group}")
    return found


def main(words: list[str]) -> int:
    """Print the share of each group, and the worst beside the best known."""
    data = Path(words[words.index("--data") + 1]) if "--data" in words else None
    engine = load_engine(on=ON, data=data)
    of_script = int(words[words.index("--people") + 1]) if "--people" in words else PEOPLE
    groups = {**people(of_script), **firms()}
    asked: Counter[str] = Counter()
    number: Counter[str] = Counter()
    scripts: dict[str, list[bool]] = defaultdict(list)
    for subject, result in zip(groups, engine.screen_all(map(Inquiry, groups)), strict=True):
        is_asked = result.assessment.outcome.value == "review"
        number[groups[subject]] += 1
        asked[groups[subject]] += is_asked
        if subject.type is SubjectType.PERSON:
            scripts[script_of_group(groups[subject])].append(is_asked)
    for group in sorted(number):
        print(f"{group:34} {number[group]:6} {100 * asked[group] / number[group]:6.2f}%")
    for script, answers in sorted(scripts.items()):
        print(f"people in {script:24} {len(answers):6} {100 * sum(answers) / len(answers):6.2f}%")
    print(f"{'all':34} {len(groups):6} {100 * asked.total() / len(groups):6.2f}%")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
