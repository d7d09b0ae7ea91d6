"""Bundles: whole and signed, or nothing of them is taken."""

import zipfile
from datetime import UTC, datetime

import pytest
from publisher import LIST, NAMES, Answer, un_xml

from watchlists.editions.signing import new_key
from watchlists.editions.stored_editions import StoredEditions
from watchlists.editions.verify import damages
from watchlists.errors import BundleRefused, KeyUnfit
from watchlists.library import load_library
from watchlists.updates.bundle import CONTENTS, SIGNATURE, export_bundle, import_bundle
from watchlists.updates.custom_lists import CustomList, import_custom_list

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def sender(world, tmp_path):
    """A machine with a fetched list, one of its own and the shipped ones, and a key."""
    world.update(Answer(un_xml(NAMES)))
    file = tmp_path / "ours.csv"
    file.write_text("name,country\nExample Rotor Works,CN\n", encoding="utf-8")
    import_custom_list(world.data, CustomList("ours"), file, secret=b"of a test", now=NOW)
    new_key(tmp_path / "key")
    return world


@pytest.fixture
def bundle(sender, tmp_path):
    export_bundle(sender.data, tmp_path / "lists.bundle", tmp_path / "key", now=NOW)
    return tmp_path / "lists.bundle"


def take(tmp_path, bundle, key="key.pub"):
    return import_bundle(tmp_path / "there", bundle, tmp_path / key, now=NOW, by="A. Person")


def test_another_machine_has_the_same_lists_with_the_same_provenance(sender, bundle, tmp_path):
    taken = take(tmp_path, bundle)
    assert set(taken.lists) == {LIST, "ours"}
    here, there = load_library(data=sender.data), load_library(data=tmp_path / "there")
    assert here.lists == there.lists
    assert damages(StoredEditions.open(tmp_path / "there")) == ()


def test_the_same_lists_moment_and_key_give_the_same_bytes(sender, bundle, tmp_path):
    export_bundle(sender.data, tmp_path / "again", tmp_path / "key", now=NOW)
    assert (tmp_path / "again").read_bytes() == bundle.read_bytes()


def test_publishers_originals_travel_only_when_asked(sender, bundle, tmp_path):
    export_bundle(sender.data, tmp_path / "full", tmp_path / "key", now=NOW, originals=True)
    manifest = next(m for m in StoredEditions.open(sender.data).manifests.values() if m.raw_sha256 and m.url)
    named = {
        path: manifest.raw_sha256 in str(zipfile.ZipFile(path).namelist())
        for path in (bundle, tmp_path / "full")
    }
    assert list(named.values()) == [False, True]


def test_taking_it_twice_changes_nothing_the_second_time(bundle, tmp_path):
    take(tmp_path, bundle)
    taken = take(tmp_path, bundle)
    assert taken.lists == ()
    assert StoredEditions.open(tmp_path / "there").generation.number == 1


def test_a_later_look_travels_without_making_a_second_edition(sender, bundle, tmp_path):
    take(tmp_path, bundle)
    later = datetime(2026, 12, 20, tzinfo=UTC)
    assert sender.update(now=lambda: later).result == "unchanged"
    export_bundle(sender.data, tmp_path / "later", tmp_path / "key", now=later)
    take(tmp_path, tmp_path / "later")
    there = StoredEditions.open(tmp_path / "there")
    assert len(there.generation.lines[LIST]) == 1
    assert load_library(data=tmp_path / "there")[LIST].snapshot.age_days(later.date()) == 0


def test_an_older_bundle_does_not_take_the_lists_back(sender, bundle, tmp_path):
    sender.update(Answer(un_xml((*NAMES, "OAK ROTOR WORKS"), "2026-11-24")))
    export_bundle(sender.data, tmp_path / "newer", tmp_path / "key", now=NOW)
    take(tmp_path, tmp_path / "newer")
    assert take(tmp_path, bundle).newer_here == (LIST,)
    assert len(load_library(data=tmp_path / "there")[LIST].listings) == 41


def rewritten(bundle, changed):
    """The bundle with one member changed."""
    with zipfile.ZipFile(bundle) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    changed(members)
    with zipfile.ZipFile(bundle, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def change_part(members):
    name = next(name for name in members if name.startswith("parts/"))
    members[name] += b" "


def change_contents(members):
    members[CONTENTS] = members[CONTENTS].replace(b"2026-11-25", b"2027-11-25")


def lose_part(members):
    del members[next(name for name in members if name.startswith("parts/"))]


def add_part(members):
    members["parts/../../evil"] = b""


def lose_signature(members):
    del members[SIGNATURE]


@pytest.mark.parametrize("changed", [change_part, change_contents, lose_part, add_part, lose_signature])
def test_a_bundle_that_was_tampered_with_is_refused_whole(bundle, tmp_path, changed):
    rewritten(bundle, changed)
    with pytest.raises(BundleRefused, match="nothing was taken"):
        take(tmp_path, bundle)
    assert StoredEditions.open(tmp_path / "there").generation.number == 0


@pytest.mark.parametrize("share", [0, 0.3, 0.99])
def test_a_bundle_that_was_cut_is_refused(bundle, tmp_path, share):
    content = bundle.read_bytes()
    bundle.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(BundleRefused, match="is not a whole bundle"):
        take(tmp_path, bundle)


def test_another_key_does_not_vouch_for_it(bundle, tmp_path):
    new_key(tmp_path / "other")
    with pytest.raises(BundleRefused, match="is not signed by"):
        take(tmp_path, bundle, "other.pub")
    with pytest.raises(KeyUnfit, match="holds no public key"):
        take(tmp_path, bundle, "ours.csv")


def test_the_private_key_is_for_its_owner_alone_and_never_overwritten(tmp_path):
    new_key(tmp_path / "key")
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    with pytest.raises(KeyUnfit, match="is there already"):
        new_key(tmp_path / "key")
