"""Reads the scale of a policy: its own figures, or another policy's with what differs.

What must hold whatever the figures: a person's name alone stays low, and so does what only the text itself says, a
non-government list weighs less than the lightest government one, and context weighs least.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from screening.model import Relation, Role
from screening.policy.model import Scale
from screening.policy.places import policy_file
from screening.policy.toml_file import TomlFile
from screening.policy.weights import FILE as WEIGHTS
from screening.policy.weights import Weight, figures_in, read_weights, scale_of
from watchlists.catalogue import STANDINGS

_SCALE = TypeAdapter(Scale)
# Tables of figures, and the words of which each must have one; for lists and measures there is none that must.
_FIGURES: dict[str, tuple[str, ...]] = {
    "lists": (),
    "measures": (),
    "standings": STANDINGS,
    "relations": tuple(Relation),
    "roles": tuple(Role),
}


def scale_table(file: TomlFile, path: Path, seen: dict[str, Scale]) -> dict[str, Any]:
    """The figures of a policy: of [scale] and of weights.csv beside it, and those of the policy that `like` names.

    That one stands beside this policy, or is a shipped one.

    Args:
        file: the policy.
        path: where it stands.
        seen: the scales that others were like, by policy.

    Raises:
        PolicyInvalid: there is nothing that it can be like, or that has a fault itself.
    """
    own = file.table.get("scale", {})
    if not isinstance(own, dict):
        file.fail(("scale",), "must be a table")
    own = dict(own)
    like = own.pop("like", "")
    own = _with_weights(own, file, path)
    if not isinstance(like, str):
        file.fail(("scale", "like"), "must be a text")
    base = _figures_of(_base(file, like, path, seen)) if like else {}
    table = base | own
    for name in _FIGURES:
        figures = own.get(name, {})
        if isinstance(figures, dict):
            table[name] = dict(sorted({**base.get(name, {}), **figures}.items()))
    return table


def weights_of(scale: Scale, path: Path, like: str) -> tuple[Weight, ...]:
    """Every figure of a policy's scale with its reason, as the policy or the one that it is like states it.

    Args:
        scale: of the policy.
        path: where the policy stands.
        like: the id of the other one, "" where there is none.
    """
    stated: dict[str, Weight] = {}
    for policy_id, place in ((like, policy_file(like, path)), (path.stem, path)):
        weights = read_weights(place.parent) if policy_id else ()
        stated.update({each.figure: each for each in weights if each.policy == policy_id})
    found = []
    for figure, value in figures_in(_figures_of(scale)).items():
        known = stated.get(figure)
        found.append(known if known and known.value == value else Weight(path.stem, figure, value))
    return tuple(found)


def _with_weights(own: dict[str, Any], file: TomlFile, path: Path) -> dict[str, Any]:
    """The figures of [scale] with those of weights.csv; one that stands in both is refused."""
    beside = scale_of(read_weights(path.parent), path.stem)
    for figure in sorted(figures_in(beside).keys() & figures_in(own).keys()):
        file.fail(("scale", *figure.split(".")), f"stands in {WEIGHTS} as well")
    for name, value in beside.items():
        if name in own and not (isinstance(value, dict) and isinstance(own[name], dict)):
            file.fail(("scale", name), f"is one figure here or in {WEIGHTS}, and a table in the other")
        own[name] = {**value, **own.get(name, {})} if isinstance(value, dict) else value
    return own


def check_scale(file: TomlFile, scale: Scale) -> None:
    """Refuse a scale that lacks a figure or contradicts itself.

    Raises:
        PolicyInvalid: naming the figure.
    """

    def fail(name: str, problem: str) -> None:
        file.fail(("scale", *name.split(".")), problem)

    for name, words in _FIGURES.items():
        for word in words:
            if word not in getattr(scale, name):
                fail(f"{name}.{word}", "is missing")
    if not scale.medium < scale.high:
        fail("high", "must be more than medium")
    if not scale.name_alone_most < scale.medium:
        fail("name_alone_most", "must be less than medium: a name alone stays low")
    if not scale.likely_from < scale.sure_from:
        fail("likely_from", "must be less than sure_from")
    if not scale.remote_to < scale.likely_from:
        fail("remote_to", "must be less than likely_from")
    if not scale.self_declared < scale.medium:
        fail("self_declared", "must be less than medium: what no list names stays low")
    standings = scale.standings
    if not standings["context"] < standings["non-government"] < standings["government"]:
        fail("standings", "context must weigh less than non-government, and that less than government")


def _base(file: TomlFile, like: str, path: Path, seen: dict[str, Scale]) -> Scale:
    other = policy_file(like, path)
    if like == path.stem or not other.exists():
        file.fail(
            ("scale", "like"), f"there is no other policy {like!r} in this folder or among those shipped"
        )
    if like not in seen:
        base = TomlFile.open(other)
        scale = base.table.get("scale")
        if isinstance(scale, dict) and scale.get("like"):
            file.fail(("scale", "like"), f"{like!r} itself takes its scale from another; name that one")
        figures = base.read(_SCALE, scale_table(base, other, seen), under=("scale",))
        check_scale(base, figures)
        seen[like] = figures
    return seen[like]


def _figures_of(scale: Scale) -> dict[str, Any]:
    """A scale as it would stand in a file."""
    table = {each.name: getattr(scale, each.name) for each in fields(scale)}
    for name in _FIGURES:
        table[name] = {str(word): points for word, points in table[name].items()}
    return table
