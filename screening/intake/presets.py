"""Exports of known programs: what their columns mean, how names are joined, and how lists of persons are parted.

Each file of `presets/` describes one export whose true header line was read in a public source, which the file
names. A preset is found by headers alone. Nothing here reads a file of a user; the functions are pure.

What a preset says of a cell:
- `join`: several columns hold one name; `join_name` puts it together and says where it was cut.
- `separator`: a cell holds several values; `split_values` parts them.
- `pairing`: a cell says which person works where; `split_people` gives each person with their affiliations.
- `words`: a column holds codes, and what each means.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from screening.errors import ScreeningError
from screening.intake.headers import ORGANISATIONS, UNUSED, USED, fold

FOLDER = Path(__file__).with_name("presets")
MEANINGS = frozenset({*USED, UNUSED})
# "Zeng, Huiling (57928967900)": the number is the database's key of the person.
_KEY = re.compile(r"\s*\(\d+\)$")
_IN_SQUARE_BRACKETS = re.compile(r"\[([^\]]*)\]\s*")
# "Collin, Jonathan (BioMed Central (United Kingdom))": brackets within brackets are part of the name.
_IN_ROUND_BRACKETS = re.compile(r"\s*([^;()]+?)\s*\(((?:[^()]|\([^()]*\))*)\)\s*(?:;|$)")


class PresetInvalid(ScreeningError):
    """A preset file breaks its schema or contradicts itself; the sentence names file and field."""

    code = "preset-invalid"


class Pairing(StrEnum):
    """How a cell says which person of a list works where."""

    # "Zeng H., Shue Yan University, Hong Kong; Li R., ...": in the order of the persons, each after the short name.
    NAME_FIRST = "name_first"
    # "[Ma, Shaoling; Orlandi, Antonio] Yale NUS Coll, Singapore; [...] ...".
    NAMES_IN_BRACKETS = "names_in_brackets"
    # "Wang, Yang (University of Michigan; Guizhou University); ...".
    AFFILIATION_IN_BRACKETS = "affiliation_in_brackets"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class PresetSource(_Strict):
    """Where the header line was read."""

    repository: str = ""
    path: str = ""
    commit: str = ""
    address: str = ""
    read_on: date
    note: str = ""  # what was read there

    @model_validator(mode="after")
    def _is_named(self) -> PresetSource:
        if not self.address and not (self.repository and self.path and len(self.commit) == 40):
            raise ValueError("a source is an address, or repository, path and commit (40 digits)")
        return self


class PresetColumn(_Strict):
    """What one header of an export means."""

    header: str  # as printed
    meaning: str
    separator: str = ""  # between the values of a cell; "" where a cell holds one
    pairing: Annotated[Pairing, Field(strict=False)] | None = None
    only_without: str = ""  # the column is used only in exports that lack this other header
    lengths: tuple[int, ...] = ()  # characters that the field holds where a name may be cut
    words: dict[str, str] = {}  # codes of the column ("A:") and what they mean
    note: str = ""

    def word(self, text: str) -> str:
        """What a code of this column means, "" where it is none of its codes."""
        return next((word for code, word in self.words.items() if fold(code) == fold(text)), "")

    @model_validator(mode="after")
    def _is_known(self) -> PresetColumn:
        if self.meaning not in MEANINGS:
            raise ValueError(f"column {self.header!r}: there is no meaning {self.meaning!r}")
        return self


class PresetJoin(_Strict):
    """Columns that hold one name together, in their order."""

    meaning: str
    headers: tuple[str, ...]


class PresetPerson(_Strict):
    """A person of a cell, with the affiliations that the export gives them."""

    name: str
    affiliations: tuple[str, ...] = ()


class PresetExample(_Strict):
    """An invented row, and what is read from it; a test holds every one."""

    cells: dict[str, str]
    people: tuple[PresetPerson, ...] = ()
    unassigned: tuple[str, ...] = ()
    name: str = ""
    cut_at: int = 0


class Preset(_Strict):
    """One table of an export."""

    id: str
    title: str
    sources: tuple[PresetSource, ...]
    signature: tuple[str, ...]  # headers that must all be there
    columns: tuple[PresetColumn, ...]
    unused: tuple[str, ...] = ()  # further headers of the export, which screening does not need
    join: PresetJoin | None = None
    # Authors' short names, by which a cell with `pairing = "name_first"` is told apart.
    short_names: str = ""
    list_end: str = ""  # printed after the last person of a list: "Lim SM, Lau Y."
    examples: tuple[PresetExample, ...]

    @model_validator(mode="after")
    def _agrees(self) -> Preset:
        known = [fold(column.header) for column in self.columns] + [fold(header) for header in self.unused]
        if len(known) != len(set(known)):
            raise ValueError(f"{self.id}: a header stands twice")
        named = [*self.signature, *(self.join.headers if self.join else ())]
        named += [self.short_names] if self.short_names else []
        for header in named:
            if fold(header) not in known:
                raise ValueError(f"{self.id}: {header!r} is not among its columns")
        return self

    def column(self, header: str, headers: Sequence[str]) -> PresetColumn | None:
        """What `header` means in a table with these `headers`; None for one that the export does not have.

        Headers that screening does not need mean "unused".
        """
        wanted, present = fold(header), {fold(each) for each in headers}
        for column in self.columns:
            if fold(column.header) == wanted:
                replaced = column.only_without and fold(column.only_without) in present
                return column.model_copy(update={"meaning": UNUSED}) if replaced else column
        if any(fold(each) == wanted for each in self.unused):
            return PresetColumn(header=header, meaning=UNUSED)
        return None


@dataclass(frozen=True, slots=True)
class PresetName:
    """A name put together from its columns."""

    text: str
    cut_at: int = 0  # characters at which the export cut it; 0 where nothing says so

    @property
    def note(self) -> str:
        """The sentence for the row, "" where the name is whole."""
        if not self.cut_at:
            return ""
        return f"This name is cut at {self.cut_at} characters in the export; the rest is unknown."


@dataclass(frozen=True, slots=True)
class People:
    """The persons of a row, and affiliations that the export ties to none of them."""

    people: tuple[PresetPerson, ...] = ()
    unassigned: tuple[str, ...] = ()


@cache
def load_presets(folder: Path = FOLDER) -> tuple[Preset, ...]:
    """Every preset of a folder, by id.

    Raises:
        PresetInvalid: a file cannot be read, or two presets have one id.
    """
    presets = [preset for path in sorted(folder.glob("*.toml")) for preset in _read(path)]
    ids = [preset.id for preset in presets]
    for name in ids:
        if ids.count(name) > 1:
            raise PresetInvalid(f"{folder.name}: two presets are called {name!r}; rename one.")
    return tuple(sorted(presets, key=lambda preset: preset.id))


def _read(path: Path) -> list[Preset]:
    """The tables of one file: what stands before the first [[table]] counts for each of them."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        tables = content.pop("table")
        return [_preset({**content, **table}) for table in tables]
    except ValidationError as error:
        # A misspelt field is missing as well; the spelling says more.
        first = min(error.errors(), key=lambda each: each["type"] != "extra_forbidden")
        where = ".".join(str(part) for part in first["loc"]) or "the table"
        raise PresetInvalid(f"{path.name}, {where}: {first['msg']}.", file=path.name) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError) as error:
        raise PresetInvalid(
            f"{path.name}: not a preset with [[table]] in TOML: {error}.", file=path.name
        ) from error


def _preset(table: dict[str, object]) -> Preset:
    """Lists of TOML are tuples here; everything else is taken strictly."""
    return Preset.model_validate(_tuples(table))


def _tuples(value: object) -> object:
    if isinstance(value, list):
        return tuple(_tuples(each) for each in value)
    if isinstance(value, dict):
        return {key: _tuples(each) for key, each in value.items()}
    return value


def find_preset(headers: Sequence[str], presets: Sequence[Preset] | None = None) -> Preset | None:
    """The preset whose signature stands in these headers; the one with most headers where several do."""
    present = {fold(header) for header in headers}
    found = [
        preset
        for preset in (load_presets() if presets is None else presets)
        if {fold(header) for header in preset.signature} <= present
    ]
    return max(found, key=lambda preset: len(preset.signature), default=None)


def preset_columns(preset: Preset, headers: Mapping[int, Sequence[str]]) -> dict[int, PresetColumn]:
    """The columns of a table that the export knows, by column number; `headers` are its header rows by column."""
    texts = {number: parts[-1] for number, parts in headers.items()}
    present = tuple(texts.values())
    found = {number: preset.column(text, present) for number, text in texts.items()}
    return {number: column for number, column in found.items() if column is not None}


def join_name(preset: Preset, cells: Sequence[tuple[str, str]], longest: Mapping[str, int]) -> PresetName:
    """The name that the columns of `preset.join` hold together.

    Args:
        preset: a preset with `join`.
        cells: header, as the preset prints it, and text of each cell of the row; a header may stand there twice.
        longest: the length of the longest value of each column in the file. A value is taken for cut where it is
            as long as a field of the export and nothing in its column is longer.
    """
    text, cut_at = "", 0
    parts = [
        (header, text)
        for header in (preset.join.headers if preset.join else ())
        for text in dict.fromkeys(text for name, text in cells if name == header and text.strip())
    ]
    for header, printed in parts:
        value = printed.strip()
        # "Semiconductor Manufacturing Interna" + "tional Corporation": a word that goes on in the next field.
        goes_on = bool(cut_at) and text[-1].isalpha() and value[0].islower()
        text = text + value if goes_on else f"{text} {value}".strip()
        cut_at = _cut_at(preset, header, printed, longest) or (0 if goes_on else cut_at)
    return PresetName(text, cut_at)


def _cut_at(preset: Preset, header: str, value: str, longest: Mapping[str, int]) -> int:
    column = preset.column(header, ())
    length = len(value.rstrip())
    is_full = column is not None and length in column.lengths and length == longest.get(header, length)
    return length if is_full else 0


def split_values(text: str, separator: str) -> tuple[str, ...]:
    """The values of a cell. A separator without a space parts only where none follows: "ORCID,Univ. A, Paris"."""
    if not separator:
        return (text.strip(),) if text.strip() else ()
    tight = not separator.endswith(" ") and not separator.isspace()
    pattern = re.escape(separator) + (r"(?!\s)" if tight else "")
    return tuple(part for part in (piece.strip() for piece in re.split(pattern, text)) if part)


def split_people(preset: Preset, cells: Sequence[tuple[str, str]]) -> People:
    """The persons of a row, each with the affiliations that the export gives them.

    Args:
        preset: a preset with a column of persons that has a separator.
        cells: header, as the preset prints it, and text of each cell of the row. A header may stand there twice:
            what its cells hold is put together.

    Where the cell of affiliations does not say whose they are, all of them are unassigned: none is lost, and
    none is laid to a person by guess.
    """
    texts: dict[str, list[str]] = {}
    for header, text in cells:
        found = texts.setdefault(header, [])
        if text.strip() and text.strip() not in found:
            found.append(text.strip())
    headers = tuple(texts)
    columns = [column for header in headers if (column := preset.column(header, headers))]
    names: list[str] = []
    for column in columns:
        if column.meaning == "person_name" and not names:
            listed = [text.removesuffix(preset.list_end or "\0") for text in texts[column.header]]
            names = [_KEY.sub("", name) for text in listed for name in split_values(text, column.separator)]
    paired: dict[int, list[str]] = {}
    unassigned: list[str] = []
    for column in columns:
        if column.meaning not in ORGANISATIONS:
            continue
        for owners, affiliation in _pairs(preset, column, names, texts):
            # What stands beside one person alone is that person's.
            for owner in owners or ([0] if len(names) == 1 else ()):
                paired.setdefault(owner, []).append(affiliation)
            if not owners and len(names) != 1:
                unassigned.append(affiliation)
    people = tuple(
        PresetPerson(name=name, affiliations=tuple(dict.fromkeys(paired.get(place, ()))))
        for place, name in enumerate(names)
    )
    return People(people, tuple(dict.fromkeys(unassigned)))


def _pairs(
    preset: Preset, column: PresetColumn, names: list[str], texts: Mapping[str, Sequence[str]]
) -> list[tuple[list[int], str]]:
    """Affiliations under a header with the places of their persons; no places where it does not say."""
    here = texts[column.header]
    if column.pairing is Pairing.NAMES_IN_BRACKETS:
        return [each for text in here for each in _after_brackets(text, names, column.separator)]
    if column.pairing is Pairing.AFFILIATION_IN_BRACKETS:
        return [each for text in here for each in _within_brackets(text, names, column.separator)]
    values = [value for text in here for value in split_values(text, column.separator)]
    if column.pairing is Pairing.NAME_FIRST:
        return _after_names(preset, values, names, texts)
    return [([], value) for value in values]


def _after_names(
    preset: Preset, values: Sequence[str], names: list[str], texts: Mapping[str, Sequence[str]]
) -> list[tuple[list[int], str]]:
    column = preset.column(preset.short_names, ())
    separator = column.separator if column else ""
    short = [name for text in texts.get(preset.short_names, ()) for name in split_values(text, separator)]
    rests = [_rest(value, name) for value, name in zip(values, short, strict=False)]
    if len(values) != len(names) or len(short) != len(names) or None in rests:
        return [([], value) for value in values]
    return [([place], rest) for place, rest in enumerate(rests) if rest]


def _rest(value: str, name: str) -> str | None:
    """What follows a short name, "Sumi A." or "Sumi, A."; None where the value begins otherwise."""
    pattern = r"[\s,]+".join(re.escape(word) for word in name.replace(",", " ").split())
    found = re.match(rf"{pattern}(?:,\s*|$)", value)
    return value[found.end() :] if found else None


def _after_brackets(text: str, names: list[str], separator: str) -> list[tuple[list[int], str]]:
    marks = list(_IN_SQUARE_BRACKETS.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    before = text[: marks[0].start()] if marks else text
    found: list[tuple[list[int], str]] = [([], value) for value in split_values(before, separator)]
    for mark, end in zip(marks, ends, strict=False):
        owners = [place for name in split_values(mark[1], separator) for place in _places(name, names)]
        if affiliation := text[mark.end() : end].strip().removesuffix(separator.strip()).strip():
            found.append((owners, affiliation))
    return found


def _places(name: str, names: list[str]) -> list[int]:
    """Where a name stands in the list; two persons of one name are not told apart."""
    return [place for place, each in enumerate(names) if each == name]


def _within_brackets(text: str, names: list[str], separator: str) -> list[tuple[list[int], str]]:
    found: list[tuple[list[int], str]] = []
    matched = 0
    for mark in _IN_ROUND_BRACKETS.finditer(text):
        matched += len(mark[0])
        owners = _places(mark[1], names)
        found += [(owners, value) for value in split_values(mark[2], separator)]
    # A text that is not of this form through and through is nobody's.
    return found if matched == len(text) else [([], text)]
