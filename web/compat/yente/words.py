"""The words of FollowTheMoney and of yente's protocol, read from files.

`schemata.csv` and `properties.csv` are facts of the FollowTheMoney model (3.8, with two properties of version 4);
`topics.csv` says under which of its topics each of our lists falls, and why; `measure_topics.csv`, under which a listing
falls by what it does; `topic_labels.csv`, what people call them.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from watchlists.model import Measure, PartyType, Watchlist

FOLDER = Path(__file__).parent / "vocabulary"
SCHEMA_OF = {
    PartyType.ORGANISATION: "Organization",
    PartyType.PROGRAMME: "Organization",
    PartyType.PERSON: "Person",
}
_TOPIC_OF_STANDING = {"government": "export.control"}
_OTHER_TOPIC = "poi"


@dataclass(frozen=True, slots=True)
class Schema:
    """A FollowTheMoney schema: what it may be compared with, and what it is."""

    name: str
    label: str
    matches: frozenset[str]
    is_a: frozenset[str]


@cache
def schemata() -> dict[str, Schema]:
    """Every schema by name."""
    return {
        row["schema"]: Schema(
            row["schema"], row["label"], frozenset(row["matches"].split()), frozenset(row["is_a"].split())
        )
        for row in _rows("schemata.csv")
    }


@cache
def properties() -> dict[str, tuple[str, str, frozenset[str]]]:
    """Title, type and schemata of every property of the schemata that parties have."""
    return {
        row["property"]: (row["title"], row["type"], frozenset(row["schemata"].split()))
        for row in _rows("properties.csv")
    }


@cache
def algorithms() -> dict[str, Any]:
    """What may be named as algorithm, and the settings that are taken without effect."""
    return tomllib.loads((FOLDER / "algorithms.toml").read_text(encoding="utf-8"))


@cache
def _topics() -> dict[str, str]:
    return {row["list"]: row["topic"] for row in _rows("topics.csv")}


@cache
def _topics_of_measures() -> dict[str, list[str]]:
    return {row["measure"]: row["topics"].split() for row in _rows("measure_topics.csv")}


def topics_of_list(watchlist: Watchlist, measures: Iterable[Measure]) -> list[str]:
    """The FollowTheMoney topics of a listing of a list that is no dataset of its own.

    That of the list, where the table has it, and those of what the listing does. Only where neither says anything does
    the issuer of the list decide.
    """
    of_list = [topic] if (topic := _topics().get(watchlist.id)) else []
    found = dict.fromkeys(
        of_list + [topic for each in measures for topic in _topics_of_measures()[each.value]]
    )
    if not found:
        return [_TOPIC_OF_STANDING.get(watchlist.standing, _OTHER_TOPIC)]
    return [each for each in found if each != _OTHER_TOPIC] or [_OTHER_TOPIC]


@cache
def _topic_labels() -> dict[str, str]:
    return {row["topic"]: row["label"] for row in _rows("topic_labels.csv")}


def topic_label(topic: str) -> str:
    """What people call a topic; the topic itself where the table has none."""
    return _topic_labels().get(topic, topic)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
