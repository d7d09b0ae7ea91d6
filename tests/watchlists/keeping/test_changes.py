"""A changed list is noticed by whoever is running."""

from publisher import NAMES, Answer, un_xml

from watchlists.keeping.changes import generation


def test_every_edition_and_every_look_changes_the_generation(world):
    seen = [generation(world.data)]
    for edition in ("2026-11-20", "2026-11-21", "2026-11-21"):
        world.update(Answer(un_xml(NAMES, edition)))
        seen.append(generation(world.data))
    assert len(set(seen)) == 4
    assert generation(world.data) == seen[-1]
    assert generation(None) == seen[0] == ""


def test_the_folder_of_lists_is_for_its_owner_alone(world):
    world.update(Answer(un_xml(NAMES)))
    assert world.data.stat().st_mode & 0o077 == 0
