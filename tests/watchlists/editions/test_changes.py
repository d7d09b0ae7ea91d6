"""A changed list is noticed by whoever is running."""

from pathlib import Path

from publisher import NAMES, Answer, un_xml

from watchlists.editions.changes import generation
from watchlists.errors import UpdateRefused

ROOT = Path(__file__).parents[3]
UNSEEN = {"guard-refused", "update-refused"}  # stands for the guards, each of which has its own code


def subclasses(kind):
    return {each for child in kind.__subclasses__() for each in (child, *subclasses(child))}


def test_every_edition_and_every_look_changes_the_generation(world):
    seen = [generation(world.data)]
    for edition in ("2026-11-20", "2026-11-21", "2026-11-21"):
        world.update(Answer(un_xml(NAMES, edition)))
        seen.append(generation(world.data))
    assert len(set(seen)) == 4
    assert generation(world.data) == seen[-1]
    assert generation(None) == seen[0] == ""


def test_a_look_that_failed_makes_nobody_load_the_lists_anew(world):
    world.update(Answer(un_xml(NAMES)))
    before = generation(world.data)
    assert world.update(Answer(status=503)).code == "fetch-failed"
    assert generation(world.data) == before


def test_the_folder_of_lists_is_for_its_owner_alone(world):
    world.update(Answer(un_xml(NAMES)))
    assert world.data.stat().st_mode & 0o077 == 0


def test_every_refusal_is_explained_where_people_look_it_up():
    page = (ROOT / "docs" / "keeping-lists.md").read_text(encoding="utf-8")
    codes = {each.code for each in subclasses(UpdateRefused) if each.code not in UNSEEN}
    assert {code for code in codes if f"`{code}`" not in page} == set()
