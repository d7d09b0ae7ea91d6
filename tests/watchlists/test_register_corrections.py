"""What ROR has wrong is corrected by a reviewed file, and a correction that no longer fits is noticed."""

from dataclasses import replace

import pytest

from watchlists.errors import MalformedBody
from watchlists.model import Body, RegisterName
from watchlists.register_corrections import Correction, corrected, read_corrections

BODY = Body(
    "ror:03awzbc87",
    (RegisterName("Northeastern University", "label", "en"), RegisterName("Old", "alias")),
    "CN",
    domains=("neu.edu",),
)


def correction(field, action, value):
    return Correction(BODY.id, field, action, value, "because", "https://source.example", 7)


@pytest.mark.parametrize(
    ("field", "action", "value", "result"),
    [
        ("domain", "remove", "neu.edu", replace(BODY, domains=())),
        ("domain", "add", "neu.edu.cn", replace(BODY, domains=("neu.edu", "neu.edu.cn"))),
        ("alias", "remove", "Old", replace(BODY, names=BODY.names[:1])),
        (
            "label",
            "add",
            "东北大学@zh",
            replace(BODY, names=(BODY.names[0], RegisterName("东北大学", "label", "zh"), BODY.names[1])),
        ),
        (
            "relation",
            "add",
            "parent=ror:00xp9wg62=X",
            replace(BODY, relations=(("parent", "ror:00xp9wg62", "X"),)),
        ),
    ],
)
def test_a_correction_changes_one_fact(field, action, value, result):
    assert list(corrected([BODY], [correction(field, action, value)])) == [result]


@pytest.mark.parametrize(
    ("field", "action", "value", "reason"),
    [
        ("domain", "remove", "gone.example", "has no domain"),
        ("domain", "add", "neu.edu", "already has domain"),
        ("alias", "remove", "Gone", "has no alias"),
        ("label", "remove", "Northeastern University", "has no label"),
    ],
)
def test_a_correction_that_no_longer_fits_is_refused(field, action, value, reason):
    with pytest.raises(MalformedBody, match=f"^corrections.csv, line 7: ror:03awzbc87 {reason}"):
        list(corrected([BODY], [correction(field, action, value)]))


def test_corrections_of_bodies_that_are_not_there_are_left_aside():
    assert list(corrected([], [correction("domain", "remove", "neu.edu")])) == []


def test_every_shipped_correction_has_a_reason_and_a_source():
    corrections = read_corrections()
    assert {"ror:03awzbc87", "ror:00xp9wg62"} <= {correction.body_id for correction in corrections}
    assert all(correction.reason and correction.source.startswith("https://") for correction in corrections)


def test_a_malformed_correction_is_refused_with_its_line(tmp_path):
    path = tmp_path / "corrections.csv"
    path.write_text(
        "id,field,action,value,reason,source\nror:03awzbc87,country,add,CN,r,s\n", encoding="utf-8"
    )
    with pytest.raises(MalformedBody, match=r"^corrections.csv, line 2: 'add' 'country' is not a correction"):
        read_corrections(path)
