"""Several affiliations in one cell, and single ones that only look like several."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.intake.affiliation_cell import affiliations_in, lines_in

ONE = [
    "School of Astronautics, NPU, Xi'an 710072, P.R. China",
    "University of Science and Technology of China",
    "Department of Electrical and Computer Engineering, Purdue University",
    "College of Engineering and Institute of Physics, Zhejiang University",
    "R&D/Engineering, Acme",
    "No. 14 Research Institute, Nanjing",
    "Johnson & Johnson Ltd",
    "38th Research Institute, CETC, Hefei",
    "1 Cyclotron Road, Berkeley Lab",
    "中国科学院、北京",
    "Nanjing University of Aeronautics &amp; Astronautics, Nanjing",
    "Xi&#39;an Jiaotong University",
    "North China University of Science and Technology Affiliated Hospital, Tangshan",
]
SEVERAL = {
    "Peking University; NUDT": ("Peking University", "NUDT"),
    "Johnson &amp; Johnson;; NUDT": ("Johnson &amp; Johnson", "NUDT"),
    "北京大学；清华大学": ("北京大学", "清华大学"),
    "北京大学、清华大学": ("北京大学", "清华大学"),
    "1 Dept of Physics, MIT\n2 NPU, Xi'an": ("Dept of Physics, MIT", "NPU, Xi'an"),
    "Khan Research\nLaboratories;\nNUDT": ("Khan Research\nLaboratories", "NUDT"),
    "Peking University\nn/a": ("Peking University",),
    "Peking University / NUDT": ("Peking University", "NUDT"),
    "Peking University/Tsinghua University": ("Peking University", "Tsinghua University"),
    "¹ Peking University, ² NUDT, Changsha": ("Peking University", "NUDT, Changsha"),
    "1Peking University, 2NUDT, Changsha": ("Peking University", "NUDT, Changsha"),
    "(1) Peking University (2) Harbin Institute of Technology": (
        "Peking University",
        "Harbin Institute of Technology",
    ),
    "a) Peking University, b) NUDT": ("Peking University", "NUDT"),
    "Peking University and Tsinghua University": ("Peking University", "Tsinghua University"),
    "MIT; MIT; n/a; -": ("MIT",),
}


@pytest.mark.parametrize("text", ONE)
def test_one_affiliation_stays_one(text):
    assert affiliations_in(text) == (text,)


@pytest.mark.parametrize(("text", "parts"), SEVERAL.items())
def test_several_affiliations_are_parted(text, parts):
    assert affiliations_in(text) == parts


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\v", "\u2028", "<br/>", "_x000D_\n"])
def test_lines_stay_together_and_can_be_had_one_by_one(line_break):
    text = f"Dept of Physics, MIT{line_break}NPU, Xi'an"
    assert affiliations_in(text) == (text,)
    assert lines_in(text) == ("Dept of Physics, MIT", "NPU, Xi'an")


@given(st.text(max_size=200))
def test_no_letter_is_lost_or_made_up(text):
    parts = affiliations_in(text)
    assert all(part in text for part in parts)
    assert all(part.strip() for part in parts)
