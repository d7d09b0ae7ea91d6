"""The figures that the shipped policies score with: one file, `weights.csv` beside the policies, each with its reason.

A line gives the policy, the figure (as it is called under [scale]), its value, the strongest outcome that it stands for where
it is the weight of a list, why it is so, and the source of that choice: a decision record, or what measured it. `look_at` is
the official address of a law or list that the reason speaks of; nobody read its words for the figure, and it is no source.
Figures are choices of a policy and no measurements; what was measured says so.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from screening.policy.consequence import LADDER
from screening.policy.errors import PolicyInvalid
from screening.policy.toml_file import not_one_of

FILE = "weights.csv"
_COLUMNS = ["policy", "figure", "value", "outcome", "why", "source", "look_at"]


@dataclass(frozen=True, slots=True)
class Weight:
    """One figure of a scale with its reason; "" where an institution's own policy gives none."""

    policy: str  # the id of the one that states it, which may be another one's base
    figure: str  # "lists.us-dow-1286", "roles.former", "medium"
    value: float
    outcome: str = ""  # of a list: the strongest that its law leads to
    why: str = ""
    source: str = ""  # of the choice
    look_at: str = ""  # where to look for the law that the reason speaks of; never a source


def read_weights(folder: Path) -> tuple[Weight, ...]:
    """The figures that stand beside the policies of a folder; none where it has no such file.

    Raises:
        PolicyInvalid: naming the line that cannot be read, or a figure that stands twice.
    """
    path = folder / FILE
    if not path.exists():
        return ()
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise _wrong(error.object[: error.start].count(b"\n") + 1, "is not in UTF-8") from error
    reader = csv.DictReader(StringIO(text, newline=""), strict=True)
    found: dict[tuple[str, str], Weight] = {}
    try:
        if reader.fieldnames != _COLUMNS:
            raise PolicyInvalid(f"{FILE}: the columns must be {', '.join(_COLUMNS)}.", file=FILE)
        for line in reader:
            weight = _weight(line, reader.line_num)
            _check_place(weight, found, reader.line_num)
            found[weight.policy, weight.figure] = weight
    except csv.Error as error:
        raise _wrong(reader.line_num, f"cannot be read ({error})") from error
    return tuple(found.values())


def _check_place(weight: Weight, found: Collection[tuple[str, str]], number: int) -> None:
    """Refuse a figure that stands before, or that is one figure here and a table there."""
    if (weight.policy, weight.figure) in found:
        raise _wrong(number, f"{weight.figure!r} of {weight.policy!r} stands twice")
    name, _, word = weight.figure.partition(".")
    for policy, figure in found:
        other, _, inner = figure.partition(".")
        if policy == weight.policy and other == name and bool(word) is not bool(inner):
            raise _wrong(number, f"{weight.figure!r} cannot stand beside {figure!r}")


def check_policies(folder: Path, ids: Collection[str]) -> None:
    """Refuse a file with figures of a policy that is not beside it, which would count nowhere.

    Raises:
        PolicyInvalid: naming the policy.
    """
    for each in read_weights(folder):
        if each.policy not in ids:
            raise PolicyInvalid(
                f"{FILE}: {each.figure!r} is of {each.policy!r}; there is no such policy beside the file.",
                file=FILE,
            )


def scale_of(weights: Sequence[Weight], policy_id: str) -> dict[str, Any]:
    """The figures of one policy, as they would stand under [scale] in its file."""
    table: dict[str, Any] = {}
    for each in weights:
        if each.policy == policy_id:
            name, _, word = each.figure.partition(".")
            if word:
                table.setdefault(name, {})[word] = each.value
            else:
                table[name] = each.value
    return table


def figures_in(table: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a table like [scale], by the names of its figures."""
    found: dict[str, Any] = {}
    for name, value in table.items():
        if isinstance(value, Mapping):
            found.update({f"{name}.{word}": inner for word, inner in value.items()})
        else:
            found[name] = value
    return found


def _weight(line: Mapping[str, str], number: int) -> Weight:
    if None in line or None in line.values():
        raise _wrong(number, f"must have {len(_COLUMNS)} cells")
    for name in ("policy", "figure", "value", "why", "source"):
        if not line[name].strip():
            raise _wrong(number, f"{name} is missing")
    text = line["value"]
    try:
        value = float(text) if "." in text else int(text)
    except ValueError as error:
        raise _wrong(number, f"{text!r} is not a number") from error
    if line["outcome"] and line["outcome"] not in LADDER:
        raise _wrong(number, not_one_of(line["outcome"], LADDER))
    if line["source"] == line["look_at"]:
        raise _wrong(number, "source is the same as look_at; where to look is no source")
    texts = {name: line[name] for name in _COLUMNS if name != "value"}
    return Weight(value=value, **texts)


def _wrong(number: int, problem: str) -> PolicyInvalid:
    return PolicyInvalid(f"{FILE}, line {number}: {problem}.", file=FILE, line=number)
