"""A word for somebody else, a colon and a person: what follows is that person's affiliation."""

import pytest

from screening.affiliations.other_people import other_person_before


def person(text, organisation="Zorvex University"):
    return other_person_before(text, text.index(organisation))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("University of Otago (referee: Prof. Chen, Zorvex University)", "referee: Prof. Chen"),
        ("Supervisor: Dr Li Ming, Zorvex University", "supervisor: Dr Li Ming"),
        ("University of Otago; Host: Anna Berg, Zorvex University, Oslo", "host: Anna Berg"),
        ("spouse: Ann Smith (Zorvex University)", "spouse: Ann Smith ("),
    ],
)
def test_it_is_of_the_person_named_between(text, found):
    assert person(text) == found.rstrip(" (")


def test_a_word_in_another_script_says_it_too():
    assert person("导师：李明，清华大学", "清华大学") == "supervisor: 李明"


@pytest.mark.parametrize(
    "text",
    [
        "Host: Zorvex University",  # nobody is named: the subject's own host institution
        "Contact: School of Physics, Zorvex University",
        "University of Otago (referee: Prof. Chen), Zorvex University",  # behind the bracket
        "Referee: Prof. Chen; Zorvex University",  # in a part of its own
        "Zorvex University (referee: Prof. Chen)",
        "Professor: Li Ming, Zorvex University",
        "The host Anna Berg, Zorvex University",  # no colon
    ],
)
def test_anything_else_is_of_the_subject(text):
    assert person(text) == ""
