"""Reads the scale of a policy: its own figures, or another policy's with what differs.

What must hold whatever the figures: a person's name alone stays low, and so does what only the text itself says, an
ambiguous name never reaches high,
a non-government list weighs less than the lightest government one, and context weighs least.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from screening.model import Relation, Role
from screening.policy.fields import Fields, read_toml
from screening.policy.model import Scale
from screening.policy.places import SHIPPED

STANDINGS = ("government", "non-government", "context")
EMPTY = Scale(
    lists={},
    standings={},
    relations={},
    roles={},
    medium=0,
    high=0,
    further_list=0,
    further_lists_most=0,
    name_alone_most=0,
    ambiguous_most=0,
    self_declared=0,
)


def read_scale(fields: Fields, path: Path, seen: dict[str, Scale]) -> Scale:
    """Read [scale]; `like` names a policy beside this one, or a shipped one, whose figures hold.

    Raises:
        PolicyInvalid: a figure is missing or out of range, or the scale contradicts itself.
    """
    base = _base(fields, path, seen)
    scale = _overlay(fields, base or EMPTY, complete=base is not None)
    _check(fields, scale)
    fields.finish()
    seen[path.stem] = scale
    return scale


def _base(fields: Fields, path: Path, seen: dict[str, Scale]) -> Scale | None:
    like = fields.text("like", "")
    if not like:
        return None
    beside = path.with_name(f"{like}.toml")
    other = beside if beside.exists() else SHIPPED / beside.name
    if like == path.stem or not other.exists():
        fields.fail("like", f"there is no other policy {like!r} in this folder or among those shipped")
    if like not in seen:
        inner = read_toml(other).inner("scale")
        if inner.table.get("like"):
            fields.fail("like", f"{like!r} itself takes its scale from another; name that one")
        read_scale(inner, other, seen)
    return seen[like]


def _overlay(fields: Fields, base: Scale, complete: bool) -> Scale:
    def figure(key: str, low: int = 0, high: int = 100) -> int:
        return fields.whole(key, low, high, getattr(base, key) if complete else None)

    return replace(
        base,
        lists=_figures(fields.inner("lists"), base.lists, ()),
        standings=_figures(fields.inner("standings"), base.standings, STANDINGS),
        relations={
            Relation(key): value
            for key, value in _figures(fields.inner("relations"), base.relations, tuple(Relation)).items()
        },
        roles={
            Role(key): value
            for key, value in _figures(fields.inner("roles"), base.roles, tuple(Role)).items()
        },
        medium=figure("medium", 1),
        high=figure("high", 1),
        further_list=figure("further_list"),
        further_lists_most=figure("further_lists_most"),
        name_alone_most=figure("name_alone_most"),
        ambiguous_most=figure("ambiguous_most"),
        self_declared=figure("self_declared"),
        review_confidence=fields.share("review_confidence", base.review_confidence),
    )


def _figures(fields: Fields, base: Mapping[Any, int], needed: tuple[str, ...]) -> dict[str, int]:
    figures = {str(key): value for key, value in base.items()}
    for key in list(fields.table):
        if needed and key not in needed:
            fields.fail(key, f"must be one of {', '.join(needed)}")
        figures[key] = fields.whole(key, 0, 100)
    for key in needed:
        if key not in figures:
            fields.fail(key, "is missing")
    return dict(sorted(figures.items()))


def _check(fields: Fields, scale: Scale) -> None:
    if not scale.medium < scale.high:
        fields.fail("high", "must be more than medium")
    if not scale.name_alone_most < scale.medium:
        fields.fail("name_alone_most", "must be less than medium: a name alone stays low")
    if not scale.ambiguous_most < scale.high:
        fields.fail("ambiguous_most", "must be less than high")
    if not scale.self_declared < scale.medium:
        fields.fail("self_declared", "must be less than medium: what no list names stays low")
    standings = scale.standings
    if not standings["context"] < standings["non-government"] < standings["government"]:
        fields.fail("standings", "context must weigh less than non-government, and that less than government")
