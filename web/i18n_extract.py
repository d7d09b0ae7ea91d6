"""Words of the packages below that pages show, for the catalogue: Babel calls this for each file that babel.cfg names.

What the engine writes of its own (evidence, reasons, what follows under a policy) is not among them: it stands in
records and reports too, and says the same in all of them (docs/decisions/0030).
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from typing import IO, Any

from screening.model import Relation, Role, SubjectType
from screening.outbox import KINDS
from screening.policy.consequence import Consequence
from screening.review.rules import Verdict
from screening.runs.states import ENDED, ERASED, UNENDED
from watchlists.catalogue import STANDINGS
from watchlists.measures import measure_table
from watchlists.model import PartyType
from web.pages.run_options import FURTHER, MEANINGS

CODES: tuple[type[StrEnum], ...] = (Verdict, Relation, Role, SubjectType, Consequence, PartyType)
_SHOWN = ("word", "label", "title", "means", "use")  # keys of tables whose texts are shown
# Tables of nothing but texts that are shown.
_WHOLE = (
    "relations",
    "relations_of_persons",
    "question_outcomes",
    "collaboration",
    "name_kinds",
    "statuses",
    "watch_changes",
    "watch_states",
    "not_searched",
    "body_kinds",
    "read_in",
    "follows_for_organisation",
    "follows_for_person",
)
_SENTENCES = (
    "question",
    "not_findings",
    "old_edition",
    "out_of_date",
    "searched_old",
    "listed",
    "not_listed",
    "listed_member",
    "listed_members",
    "unknown",
    "unknown_and_unlike",
    "register",
    "possibly",
)

Message = tuple[int, str, str, list[str]]


def extract_toml(
    file: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, str]
) -> Iterator[Message]:
    """Give the texts of a TOML file that pages show."""
    said = tomllib.loads(file.read().decode("utf-8"))
    for table in _WHOLE:
        yield from (_message(text) for text in said.get(table, {}).values())
    yield from (_message(said["sentences"][each]) for each in _SENTENCES if each in said.get("sentences", {}))
    for tables in said.values():
        for each in tables.values() if isinstance(tables, dict) else ():
            yield from (_message(each[key]) for key in _SHOWN if isinstance(each, dict) and key in each)


def extract_codes(
    file: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, str]
) -> Iterator[Message]:
    """Give closed sets of codes as the words that pages make of them."""
    codes = [
        *(each.value for kind in CODES for each in kind),
        *MEANINGS,
        *FURTHER,
        *UNENDED,
        *ENDED,
        ERASED,
        *STANDINGS,
    ]
    yield from (_message(code.replace("_", " ")) for code in dict.fromkeys(codes))
    yield from (_message(text) for text in KINDS.values())
    yield from (_message(entry.words) for entry in measure_table().values())


def _message(text: str) -> Message:
    return 0, "gettext", text, []
