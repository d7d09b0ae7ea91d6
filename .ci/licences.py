"""Under which licences the pinned packages stand, from what is installed, and which of them the service itself needs."""

import importlib.metadata
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
RULES = tomllib.loads((ROOT / "requirements/licences.toml").read_text())
PROJECT = "research-screening"


def licences_of(name: str) -> list[str] | None:
    """The licences a package names, as SPDX expressions where it or we know one; None where it is not installed here."""
    try:
        metadata = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return None  # it is for another system
    if name in RULES["read"]:
        return [RULES["read"][name]]
    classes = [
        each.split(" :: ")[-1] for each in metadata.get_all("Classifier", []) if each.startswith("License")
    ]
    said = [metadata["License-Expression"]] if metadata.get("License-Expression") else classes
    said = said or [(metadata.get("License") or "").strip()]
    return [RULES["said"].get(each, each) for each in said if each]


def is_allowed(expression: str) -> bool:
    """Whether every licence of an expression may be; alternatives are not weighed, all of them must."""
    return set(re.findall(r"[A-Za-z0-9.-]+", expression)) - {"AND", "OR", "WITH"} <= set(RULES["allowed"])


def is_copyleft(expression: str) -> bool:
    """Whether an expression names the GPL or AGPL, in any spelling; the LGPL is another licence."""
    without_lesser = re.sub(r"LGPL|lesser general public|library general public", "", expression, flags=re.I)
    return bool(re.search(r"GPL|general public licen[sc]e", without_lesser, re.I))


def core() -> set[str]:
    """Every package that the service is run with, without its own extras: what it needs, what those need, and so on."""
    found: dict[str, set[str]] = {}  # with the extras that somebody asked for
    left = [Requirement(PROJECT)]
    while left:
        wanted = left.pop()
        for each in _needs(wanted.name, wanted.extras):
            name = _name(each.name)
            if name not in found or each.extras - found[name]:
                found.setdefault(name, set()).update(each.extras)
                left.append(each)
    return set(found)


def _needs(name: str, extras: Iterable[str]) -> Iterator[Requirement]:
    try:
        said = importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError:
        return
    for each in map(Requirement, said):
        if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield each


def _name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
