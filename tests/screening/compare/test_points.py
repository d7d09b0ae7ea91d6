"""The charges are numbers that a person reads in one file, and the code knows each of them."""

import tomllib
from dataclasses import asdict
from pathlib import Path

from screening.compare import points
from screening.compare.points import POINTS, THRESHOLD

TABLES = tomllib.loads((Path(points.__file__).parent / "points.toml").read_text(encoding="utf-8"))


def test_the_code_has_the_figures_of_the_file():
    assert asdict(POINTS) == TABLES


def test_every_figure_is_a_charge():
    assert all(value > 0 for table in TABLES.values() for value in table.values())


def test_one_slip_leaves_a_name_and_a_contradiction_never_does():
    assert 100 - POINTS.spelling.edit >= 100 * THRESHOLD
    assert 100 - POINTS.contradiction.words < 100 * THRESHOLD
    assert 100 - POINTS.organisation.number < 100 * THRESHOLD
