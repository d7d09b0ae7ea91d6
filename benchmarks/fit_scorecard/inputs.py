"""What a card was made from, each part with its hash, so that nobody has to guess whether it still fits.

The parts of the project are its shipped lists, its seed register, the vocabulary of kinds of words, and the writers with
their words. What else was at hand (the fuller register, partners) is named with its hash too; nobody else needs it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
CARD = ROOT / "screening" / "link" / "scorecard.json"
SHARED = ROOT.parent / "shared" / "data"
# Lists and register change with every edition: the card is then older than they are, and its rates must still hold.
LISTS, REGISTER, KNOWLEDGE, VOCABULARY = "lists", "register", "knowledge", "vocabulary"
# It changes only where somebody changes how texts are written, who then fits again.
WRITERS = "writers"
_WRITE = ("world", "writer", "surroundings", "negatives", "texts")


def project_inputs() -> dict[str, str]:
    """The hash of each part of the project that texts are written or read from."""
    data = ROOT / "watchlists" / "data"
    return {
        LISTS: _digest((data / "lists").glob("*.csv")),
        REGISTER: _digest((data / "register").glob("*.csv")),
        KNOWLEDGE: _digest((data / "knowledge").glob("*.csv")),
        VOCABULARY: _digest((ROOT / "screening" / "vocabulary").glob("*.csv")),
        WRITERS: _digest([*(HERE / f"{name}.py" for name in _WRITE), *(HERE / "words").glob("*.csv")]),
    }


def other_inputs() -> dict[str, str]:
    """The hash of each file outside the project that was at hand, by its name."""
    files = ("register/ror_records.jsonl.gz", "inputs/openalex_partner_orgs.csv", "eval/affiliations_dev.csv")
    return {name: _digest([SHARED / name]) for name in files if (SHARED / name).exists()}


def moved(recorded: dict[str, str]) -> list[str]:
    """The parts of the project that are no longer what a card was made from."""
    now = project_inputs()
    return [part for part in now if recorded.get(part) != now[part]]


def _digest(paths: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for path in sorted(paths):
        whole.update(path.name.encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()
