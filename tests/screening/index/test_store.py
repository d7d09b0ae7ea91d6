import os
import shutil

import numpy as np
import pytest

from screening.index import Current, IndexDamaged, IndexMissing, NothingToIndex, build, open_index, store
from screening.index.layout import ARRAY_NAMES

OLD, NEW = ["Beihang University", "Sharif University"], ["Harbin Institute of Technology"]


class Killed(BaseException):
    """Stands for the power cut: nothing after it runs."""


def answers(folder):
    index = open_index(folder)
    return [index.search_one(name).score.tolist().count(1.0) for name in (OLD[0], NEW[0])]


def part(folder, name):
    return folder / store.current(folder) / f"{name}.npy"


def test_what_was_built_is_what_is_opened(tmp_path, names):
    facts = build(names, tmp_path / "index")
    assert (facts.names, facts.empty, facts.distinct) == (len(names), 2, len(names) - 4)
    assert answers(tmp_path / "index") == [3, 1]


@pytest.mark.parametrize("step", ["mkdtemp", "fsync", "rename", "replace", "rmtree"])
@pytest.mark.parametrize("call", range(24))
def test_whoever_is_killed_between_steps_leaves_the_old_or_the_new_in_force(
    tmp_path, monkeypatch, step, call
):
    build(OLD, tmp_path)
    build([*OLD, "x"], tmp_path)
    build(OLD, tmp_path)
    count = iter(range(10_000))

    def dying(real):
        def run(*args, **options):
            if next(count) == call:
                raise Killed
            return real(*args, **options)

        return run

    targets = {
        "mkdtemp": store.tempfile,
        "fsync": os,
        "rename": store.Path,
        "replace": store.Path,
        "rmtree": shutil,
    }
    monkeypatch.setattr(targets[step], step, dying(getattr(targets[step], step)))
    try:
        build(NEW, tmp_path)
    except Killed:
        assert answers(tmp_path) in ([1, 0], [0, 1])
    else:
        assert answers(tmp_path) == [0, 1]
    monkeypatch.undo()
    build(NEW, tmp_path)
    assert answers(tmp_path) == [0, 1]
    assert not list(tmp_path.glob(f"{store.UNFINISHED}*"))


@pytest.mark.parametrize("name", ARRAY_NAMES)
def test_an_altered_byte_is_refused_with_a_sentence(tmp_path, name):
    build(OLD, tmp_path)
    content = bytearray(part(tmp_path, name).read_bytes())
    content[-1] ^= 1
    part(tmp_path, name).write_bytes(content)
    with pytest.raises(
        IndexDamaged, match=rf"{name}.npy does not have the hash it was written with; build the index"
    ):
        open_index(tmp_path)


def test_a_part_cut_short_is_refused_with_a_sentence(tmp_path):
    build(OLD, tmp_path)
    whole = part(tmp_path, "row_names").stat().st_size
    os.truncate(part(tmp_path, "row_names"), whole - 4)
    with pytest.raises(IndexDamaged, match=f"row_names.npy has {whole - 4} bytes where {whole} were written"):
        open_index(tmp_path)


def test_a_missing_part_and_a_changed_manifest_are_refused(tmp_path):
    build(OLD, tmp_path)
    manifest = tmp_path / store.current(tmp_path) / store.MANIFEST
    manifest.write_text(manifest.read_text().replace('"names": 2', '"names": 3'))
    with pytest.raises(IndexDamaged, match=r"manifest.json is not the one that was written"):
        open_index(tmp_path)
    build(OLD, tmp_path)
    part(tmp_path, "ids").unlink()
    with pytest.raises(IndexDamaged, match=r"ids.npy is missing"):
        open_index(tmp_path)


def test_building_again_mends_a_damaged_index(tmp_path):
    build(OLD, tmp_path)
    part(tmp_path, "ids").unlink()
    build(OLD, tmp_path)
    assert answers(tmp_path) == [1, 0]


def test_an_open_index_keeps_answering_after_others_are_promoted(tmp_path):
    build(OLD, tmp_path)
    index, current = open_index(tmp_path), Current(tmp_path)
    assert current.get() is current.get()
    before = current.get()
    for names in (NEW, ["one"], ["two"], NEW):
        build(names, tmp_path)
    assert index.search_one(OLD[0], 1).score.tolist() == [1.0]
    assert current.get() is not before
    assert current.get().search_one(NEW[0], 1).score.tolist() == [1.0]
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == store.KEPT


def test_an_index_of_nothing_is_not_built_and_the_old_one_stays(tmp_path):
    with pytest.raises(IndexMissing, match="build one first"):
        open_index(tmp_path)
    build(OLD, tmp_path)
    for nothing in ([], ["", "…"]):
        with pytest.raises(NothingToIndex):
            build(nothing, tmp_path)
    with pytest.raises(ValueError, match="ids of names must be from 0"):
        build([(2**31, "too large")], tmp_path)
    assert answers(tmp_path) == [1, 0]


def test_a_full_disk_leaves_the_old_index_in_force(tmp_path, monkeypatch):
    build(OLD, tmp_path)

    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(OSError, match="No space left"):
        build(NEW, tmp_path)
    assert answers(tmp_path) == [1, 0]
