"""A small world of names: distinctive words, generic words, several scripts, twins and repeats."""

import itertools

import pytest

from screening.index.build import arrays_of
from screening.index.search import Index

PLACES = "Beijing Harbin Xi'an Nanjing Northwestern Moscow Isfahan Sharif Pyongyang Zürich Łódź".split()
KINDS = [
    "University of Technology",
    "Institute of Technology",
    "Polytechnical University",
    "Medical University",
]
OTHERS = [
    "Beihang University",
    "University Beihang",
    "Beihang University",
    "北京航空航天大学",
    "Московский авиационный институт",
    "دانشگاه صنعتی شریف",
    "Huawei Technologies Co., Ltd.",
    "14th Research Institute",
    "38th Research Institute",
    "Rosoboronexport",
    "A",
    "",
    "…",
]
NAMES = [f"{place} {kind}" for place, kind in itertools.product(PLACES, KINDS)] + OTHERS


@pytest.fixture(scope="session")
def names():
    return list(NAMES)


@pytest.fixture(scope="session")
def index(names):
    arrays, _ = arrays_of(names)
    return Index(arrays)
