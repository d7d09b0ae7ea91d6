"""A linker kept on disk reads as the one it was made from, or is not believed."""

import os
import subprocess
import sys
import weakref
from dataclasses import replace
from datetime import date
from threading import Thread

import pytest

from screening import matcher_cache, version
from screening.model import Subject
from screening.settings import ConfigUnsafe
from watchlists.library import Library, LoadedList
from watchlists.model import (
    Body,
    Guards,
    ListedName,
    Listing,
    NameKind,
    PartyType,
    RegisterName,
    Snapshot,
    Status,
    Watchlist,
)
from watchlists.register import load_register, write_register

LIST = Watchlist(
    "x", "X", "P", "US", "", "", "https://example.org", "", 90, "government", "", "", True, Guards(1)
)
SNAPSHOT = Snapshot("x", "1", date(2026, 1, 1), "0" * 64, 1, 1)
LISTING = Listing(
    "x:a",
    "x",
    (ListedName("Zorbograd Polytechnic University", NameKind.PRIMARY),),
    PartyType.ORGANISATION,
    "RU",
)


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    path = tmp_path_factory.mktemp("register") / "seed.csv"
    write_register([Body("ror:000000001", (RegisterName("University of Otago", "label"),), "NZ")], path)
    return load_register(path)


@pytest.fixture(autouse=True)
def nobody_beyond_the_seed(monkeypatch):
    """All of ROR would take seconds of each building, and nothing here is about it."""
    monkeypatch.setattr("screening.link.builder.read_beyond_seed", tuple)


def library(**facts) -> Library:
    return Library({"x": LoadedList(LIST, SNAPSHOT, (replace(LISTING, **facts),))}, {})


@pytest.fixture
def built(monkeypatch):
    calls = []
    real = matcher_cache.shipped_linker

    def count(*arguments):
        calls.append(arguments)
        return real(*arguments)

    monkeypatch.setattr(matcher_cache, "shipped_linker", count)
    return calls


def hits(linker) -> list[str]:
    return [hit.listing.id for hit in linker.read(Subject(name="Zorbograd Polytechnic University")).hits]


def test_a_second_start_loads_what_the_first_one_built(register, tmp_path, built):
    first = matcher_cache.compiled_linker(library(), register, tmp_path)
    second = matcher_cache.compiled_linker(library(), register, tmp_path)
    assert len(built) == 1
    assert hits(first) == hits(second) == ["x:a"]


def test_whoever_built_reads_the_written_file_and_holds_nothing_of_what_was_built(
    register, tmp_path, monkeypatch
):
    built, real = [], matcher_cache.shipped_linker

    def build(*arguments):
        linker = real(*arguments)
        built.append(weakref.ref(linker.texts.speller.listed))
        return linker

    monkeypatch.setattr(matcher_cache, "shipped_linker", build)
    linker = matcher_cache.compiled_linker(library(), register, tmp_path)
    assert [each() for each in built] == [None]
    assert hits(linker) == ["x:a"]


def test_of_processes_that_start_together_one_builds_and_the_others_wait_for_it(register, tmp_path, built):
    folder = tmp_path / "cache"
    started = [
        Thread(target=matcher_cache.compiled_linker, args=(library(), register, folder)) for _ in range(3)
    ]
    for each in started:
        each.start()
    for each in started:
        each.join()
    assert len(built) == 1


def test_a_folder_that_cannot_be_made_keeps_nobody_from_building(register, tmp_path, built):
    (tmp_path / "cache").write_text("a file stands where the folder would")
    assert hits(matcher_cache.compiled_linker(library(), register, tmp_path / "cache")) == ["x:a"]


def test_a_listing_that_lapsed_makes_another_linker(register, tmp_path, built):
    matcher_cache.compiled_linker(library(), register, tmp_path)
    matcher_cache.compiled_linker(library(status=Status.LIFTED), register, tmp_path)
    assert len(built) == 2


def test_what_was_not_used_for_longest_makes_room(register, tmp_path, monkeypatch, built):
    monkeypatch.setenv("SCREENING_CACHE_KEPT", "2")
    days = [library(id=f"x:{number}") for number in range(3)]

    def compile_for(day):
        matcher_cache.compiled_linker(days[day], register, tmp_path)

    for day, number in ((0, 1), (1, 2), (0, 2), (2, 3), (0, 3), (1, 4)):
        # Their times would be the same where a clock is coarse.
        for path in tmp_path.glob("linker-*"):
            os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns - 10**10))
        compile_for(day)
        assert len(built) == number, f"day {day}"
    assert len(list(tmp_path.glob("linker-*.bin"))) == 2


@pytest.mark.parametrize("given", ["0", "-1", "many", "٣", "99999"])
def test_a_number_of_files_that_is_none_is_refused_in_a_sentence(register, tmp_path, monkeypatch, given):
    monkeypatch.setenv("SCREENING_CACHE_KEPT", given)
    with pytest.raises(ConfigUnsafe, match="SCREENING_CACHE_KEPT must be a whole number"):
        matcher_cache.compiled_linker(library(), register, tmp_path)


def test_a_damaged_file_is_not_believed(register, tmp_path, built):
    matcher_cache.compiled_linker(library(), register, tmp_path)
    (path,) = tmp_path.glob("linker-*.bin")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    told = []
    assert hits(matcher_cache.compiled_linker(library(), register, tmp_path, told.append)) == ["x:a"]
    assert len(built) == 2
    assert "damaged" in told[0]


def test_a_file_that_others_may_write_is_never_loaded(register, tmp_path, built):
    matcher_cache.compiled_linker(library(), register, tmp_path)
    (path,) = tmp_path.glob("linker-*.bin")
    path.chmod(0o666)
    matcher_cache.compiled_linker(library(), register, tmp_path)
    assert len(built) == 2


def test_a_folder_that_cannot_be_written_costs_time_and_nothing_else(register, tmp_path, built):
    (tmp_path / "taken").write_text("a file where the folder should be")
    assert hits(matcher_cache.compiled_linker(library(), register, tmp_path / "taken")) == ["x:a"]


def test_the_candidate_index_lies_in_the_same_file_and_is_built_once(register, tmp_path, monkeypatch):
    matcher_cache.compiled_linker(library(), register, tmp_path)
    monkeypatch.setattr("screening.index.arrays_of", None)
    kept = matcher_cache.compiled_linker(library(), register, tmp_path)
    reading = kept.read(Subject(name="University Polytechnic Zorbogrda"))
    assert [hit.listing.id for hit in reading.hits] == ["x:a"]


def test_a_check_of_a_whole_name_opens_no_index(register, tmp_path):
    matcher_cache.compiled_linker(library(), register, tmp_path)
    script = (
        "import sys; from pathlib import Path; from screening.matcher_cache import SHORT; from screening.mapped_file import read_value\n"
        "from screening.model import Subject\n"
        "reading = read_value(Path(sys.argv[1]), SHORT).read(Subject(name='Zorbograd Polytechnic University'))\n"
        "print(len(reading.hits), 'numpy' in sys.modules)"
    )
    (path,) = tmp_path.glob("linker-*.bin")
    said = subprocess.run([sys.executable, "-c", script, path], capture_output=True, check=True, text=True)
    assert said.stdout.split() == ["1", "False"]


def test_other_bodies_beyond_the_seed_make_another_linker_and_other_knowledge(
    register, tmp_path, monkeypatch
):
    table = tmp_path / "watchlists" / "data" / "register" / "beyond_seed.csv"
    table.parent.mkdir(parents=True)
    monkeypatch.setattr("watchlists.__path__", [str(tmp_path / "watchlists")])
    monkeypatch.setattr("watchlists.__file__", str(tmp_path / "watchlists" / "__init__.py"))
    found = []
    for content in ("id,name,names,country\n", "id,name,names,country\nror:01jmxt844,Otago,,NZ\n"):
        table.write_text(content, encoding="utf-8")
        found.append((matcher_cache.fingerprint(library(), register), version.knowledge.__wrapped__()))
    (one, knows), (two, knows_more) = found
    assert one != two
    assert knows["watchlists/data/register"] != knows_more["watchlists/data/register"]
