"""The words, symbols and colours of results, read from labels.toml.

One place for what reports, pages and the terminal say, so that a level looks and reads the same everywhere.
A level is never colour alone: `level_label` gives symbol and word.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources

from screening.model import Evidence, Level, Outcome
from watchlists.countries import country_name


@dataclass(frozen=True, slots=True)
class Look:
    """How a level or outcome is shown: colours as RRGGBB."""

    ink: str
    fill: str
    word: str = ""
    symbol: str = ""
    bar: str = ""  # in charts
    meaning: str = ""

    @property
    def label(self) -> str:
        """Symbol and word: "● High"."""
        return f"{self.symbol} {self.word}"


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column that a report adds beside the user's table."""

    key: str
    header: str
    width: float  # in characters, as spreadsheets count them
    reviewer: bool = False  # left empty for the person who decides
    wrap: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceWords:
    """What lines of evidence of one feature say: templates of {subject}, {listing} and {note}; see labels.toml."""

    text: str
    same: str = ""
    against: str = ""
    neutral: str = ""
    figure: bool = False
    codes: bool = False
    note: bool = True

    def template(self, piece: Evidence) -> str:
        """The template for a line."""
        if self.same and piece.subject.casefold() == piece.listing.casefold():
            return self.same
        if piece.points < 0 and not (piece.subject and piece.listing):
            return self.against or self.text
        return (self.neutral if not piece.points else "") or self.text


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything in labels.toml."""

    levels: Mapping[str, Look]
    outcomes: Mapping[str, Look]
    not_searched: Mapping[str, str]  # why a list of the catalogue was not searched
    relations: Mapping[str, str]
    relations_of_persons: Mapping[str, str]  # in place of those of organisations
    question_outcomes: Mapping[str, str]  # what has become of a question
    collaboration: Mapping[str, str]  # what a collaboration decision says, and how it stands
    name_kinds: Mapping[str, str]
    statuses: Mapping[str, str]
    namings: Mapping[str, str]  # what stands before the title of the document that names a body
    namings_in_short: Mapping[str, str]  # the same without the title: before publisher and day
    body_kinds: Mapping[str, str]
    read_in: Mapping[str, str]  # in what that document was read
    follows_for_organisation: Mapping[str, str]  # what the two keys of a named body lead to
    follows_for_person: Mapping[str, str]
    evidence: Mapping[str, EvidenceWords]  # by feature
    columns: tuple[ResultColumn, ...]
    decisions: tuple[str, ...]
    second_words: tuple[str, ...]  # of a second person, beside somebody else's proposal
    decision_texts: Mapping[str, str]
    sheets: Mapping[str, str]
    changes: Mapping[str, str]  # what became of a subject from one run to the next
    watch_changes: Mapping[str, str]  # what changed about a row of a watch
    watch_states: Mapping[str, str]
    sentences: Mapping[str, str]
    how_to_read: tuple[str, ...]


@cache
def wording() -> Wording:
    """Read the words once.

    Raises:
        KeyError: a table is missing; the installation is broken.
    """
    raw = tomllib.loads((resources.files("screening") / "labels.toml").read_text(encoding="utf-8"))
    return Wording(
        levels={key: Look(**look) for key, look in raw["levels"].items()},
        outcomes={key: Look(**look) for key, look in raw["outcomes"].items()},
        not_searched=raw["not_searched"],
        relations=raw["relations"],
        relations_of_persons=raw["relations_of_persons"],
        question_outcomes=raw["question_outcomes"],
        collaboration=raw["collaboration"],
        name_kinds=raw["name_kinds"],
        statuses=raw["statuses"],
        namings=raw["namings"],
        namings_in_short=raw["namings_in_short"],
        body_kinds=raw["body_kinds"],
        read_in=raw["read_in"],
        follows_for_organisation=raw["follows_for_organisation"],
        follows_for_person=raw["follows_for_person"],
        evidence={feature: EvidenceWords(**said) for feature, said in raw["evidence"].items()},
        columns=tuple(ResultColumn(**column) for column in raw["columns"]),
        decisions=tuple(raw["decisions"]["words"]),
        second_words=tuple(raw["decisions"]["second_words"]),
        decision_texts={key: text for key, text in raw["decisions"].items() if isinstance(text, str)},
        sheets=raw["sheets"],
        changes=raw["changes"],
        watch_changes=raw["watch_changes"],
        watch_states=raw["watch_states"],
        sentences=raw["sentences"],
        how_to_read=tuple(raw["how_to_read"]["lines"]),
    )


def decision_words() -> tuple[str, ...]:
    """Every word that a cell for a decision may hold."""
    return (*wording().decisions, *wording().second_words)


@lru_cache(maxsize=8_192)  # the cells of a report say the same again and again
def decision_word(text: str) -> str:
    """The word for a decision that a text is, letter case and spaces aside; "" for any other text."""
    word = " ".join(text.casefold().replace("_", " ").split())
    return word if word in decision_words() else ""


def relation_text(relation: str, *, is_person: bool, is_verified: bool = True) -> str:
    """Say what a text names to the listed party; no text is ever called a listed person itself.

    A relation that nobody has verified is a possible one.
    """
    words = wording()
    of_person = words.relations_of_persons.get(relation) if is_person else None
    said = of_person or words.relations[relation]
    return said if is_verified else words.sentences["possibly"].format(relation=said)


def outcome_text(outcome: Outcome, *, lists_current: bool) -> str:
    """Give an outcome in words, and whether it rests on old lists: "No match found, on lists that are out of date"."""
    word = wording().outcomes[outcome.value].word
    if lists_current or outcome is Outcome.UNSCREENED:
        return word
    return wording().sentences["out_of_date"].format(outcome=word)


@cache
def _words_of_another_version(feature: str) -> EvidenceWords:
    """Words for evidence that a result holds which another version made: results are kept for years."""
    name = feature.replace("{", "{{").replace("}", "}}")
    return EvidenceWords(text=wording().sentences["other_evidence"].replace("{feature}", name))


_CODES = re.compile(r"[A-Z]{2}( [A-Z]{2})*")


def evidence_template(piece: Evidence, *, with_note: bool = True) -> tuple[str, Evidence]:
    """The template of a line of evidence and the values that fill it in, for who marks the values up.

    Args:
        piece: the line.
        with_note: whether the reason is said where the words can do without it.
    """
    words = wording().evidence.get(piece.feature) or _words_of_another_version(piece.feature)
    note = piece.note
    if words.codes and piece.subject:
        if _CODES.fullmatch(piece.subject) is None:
            return "{note}", piece
        piece = replace(piece, subject=_countries(piece.subject), listing=_countries(piece.listing))
    if kind := wording().name_kinds.get(note.replace(" ", "_")):
        note = kind
    relation, _, why = note.partition(": ")
    if named := wording().relations.get(relation.replace(" ", "_")):
        note = "; ".join(filter(None, (named, why)))
    template = words.template(piece)
    if note and words.note and with_note and "{note}" not in template:
        template += " ({note})"
    return template, replace(piece, note=note)


def _countries(text: str) -> str:
    """Codes of countries as names; any other text as it is."""
    return " ".join(map(country_name, text.split())) if _CODES.fullmatch(text) else text


def evidence_text(piece: Evidence) -> str:
    """Say a line of evidence in plain words, without its points: "same city: Xi'an"."""
    template, values = evidence_template(piece)
    return template.format(subject=values.subject, listing=values.listing, note=values.note)


def level_label(level: Level) -> str:
    """Give symbol and word of a level: "◐ Medium"."""
    return wording().levels[level.value].label
