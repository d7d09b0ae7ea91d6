"""Every hostile file of the table is refused by one of its codes in one sentence, or taken where it may be."""

import pytest
from hostile_files import every_file

from screening.errors import UploadRefused
from screening.intake import IntakeOptions, read_list


def refusal_of(path, name):
    """The code and sentence by which a file is refused; ("", "") where it is taken."""
    try:
        read_list(path, options=IntakeOptions(file_name=name))
    except UploadRefused as refused:
        return refused.code, str(refused)
    return "", ""


@pytest.mark.slow
def test_every_hostile_file_is_refused_by_its_code_or_may_be_taken(tmp_path):
    path, wrong, tried = tmp_path / "list", [], 0
    for each in every_file():
        path.write_bytes(each.content)
        code, sentence = refusal_of(path, each.name)
        tried += 1
        if "*" not in each.codes and code not in each.codes:
            wrong.append((each.kind, code))
        if code and ("\n" in sentence.replace(each.name, "") or not sentence.endswith((".", ")"))):
            wrong.append((each.kind, sentence))
    assert tried > 280
    assert wrong == []
