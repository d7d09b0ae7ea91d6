"""The figures that the shipped policies score with: one file, `weights.csv` beside the policies, each with its reason.

A line gives the policy, the figure (as it is called under [scale]), its value, the strongest outcome that it stands for where
it is the weight of a list, why it is so, and where that comes from: an address of the law, or a document of this repository.
Figures are choices of a policy and no measurements; what was measured says so.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from screening.policy.errors import PolicyInvalid

FILE = "weights.csv"
_COLUMNS = ["policy", "figure", "value", "outcome", "why", "source"]


@dataclass(frozen=True, slots=True)
class Weight:
    """One figure of a scale with its reason; "" where an institution's own policy gives none."""

    policy: str  # the id of the one that states it, which may be another one's base
    figure: str  # "lists.us-dow-1286", "roles.former", "medium"
    value: float
    outcome: str = ""  # of a list: the strongest that its law leads to
    why: str = ""
    source: str = ""


def read_weights(folder: Path) -> tuple[Weight, ...]:
    """The figures that stand beside the policies of a folder; none where it has no such file.

    Raises:
        PolicyInvalid: naming the line that cannot be read, or a figure that stands twice.
    """
    path = folder / FILE
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if reader.fieldnames != _COLUMNS:
            raise PolicyInvalid(f"{FILE}: the columns must be {', '.join(_COLUMNS)}.", file=FILE)
        found: dict[tuple[str, str], Weight] = {}
        for line in reader:
            weight = _weight(line, reader.line_num)
            if found.setdefault((weight.policy, weight.figure), weight) is not weight:
                raise _wrong(reader.line_num, f"{weight.figure!r} of {weight.policy!r} stands twice")
    return tuple(found.values())


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
    return Weight(line["policy"], line["figure"], value, line["outcome"], line["why"], line["source"])


def _wrong(number: int, problem: str) -> PolicyInvalid:
    return PolicyInvalid(f"{FILE}, line {number}: {problem}.", file=FILE, line=number)
