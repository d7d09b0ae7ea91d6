"""Every hostile file of the table is refused by one of its codes, or taken where it may be."""

import pytest
from hostile_files import every_file

from screening.errors import UploadRefused
from screening.intake import IntakeOptions, take


def code_of(path, name):
    try:
        take(path, options=IntakeOptions(file_name=name))
    except UploadRefused as refused:
        return refused.code
    return ""


@pytest.mark.slow
def test_every_hostile_file_is_refused_by_its_code_or_may_be_taken(tmp_path):
    path, wrong, tried = tmp_path / "list", [], 0
    for each in every_file():
        path.write_bytes(each.content)
        code = code_of(path, each.name)
        tried += 1
        if "*" not in each.codes and code not in each.codes:
            wrong.append((each.kind, code))
    assert tried > 200
    assert wrong == []
