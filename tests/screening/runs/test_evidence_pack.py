"""A pack is checked by people who have nothing but the file and the public key, and every change of it is found."""

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from screening.audit.evidence_pack import (
    GUIDE,
    KEY,
    LOG,
    RECEIPT,
    RUN,
    SIGNATURE,
    SUMS,
    PackUnsound,
    check_pack,
    write_pack,
)
from screening.audit.receipt import Receipt, make_receipt
from screening.audit.signing import fingerprint, public_key
from screening.cli import main
from screening.context import open_context
from screening.runs.evidence_pack import make_pack
from screening.settings import Settings
from watchlists.editions.signing import public_pem

ROWS = ("Baumann Rocket Institute", "Lahti Optics Works", "Harvard University")
MEMBERS = ("list.csv", "report.csv", "evidence.json", RECEIPT, RUN, LOG, KEY, GUIDE, SUMS, SIGNATURE)
OTHER = b"the secret of another installation, with its own key"


@pytest.fixture(scope="module")
def packed(make_lists, settle, tmp_path_factory):
    """An installation of this file, a finished run with entries of others in the log about it, and its pack."""
    folder = tmp_path_factory.mktemp("packed")
    opened = open_context(Settings(data=settle(folder / "data")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCREENING_DATA", str(opened.settings.data))
        lists = make_lists(opened, folder)
        lists.screen(ROWS[:1])
        found = lists.screen(ROWS)
        lists.screen(ROWS[:2])
        with lists.place.decide() as decision:
            decision.record("person.invited", actor="mallory-marker", team="purchasing-marker")
        make_pack(lists.place, found, "office", folder / "pack.zip")
    yield lists.place, found, folder / "pack.zip"
    opened.close()


@pytest.fixture
def place(packed, monkeypatch):
    monkeypatch.setenv("SCREENING_DATA", str(packed[0].settings.data))
    return packed[0]


@pytest.fixture
def run_id(packed):
    return packed[1]


@pytest.fixture
def pack(packed, tmp_path):
    """A pack that is the test's own to change."""
    return Path(shutil.copyfile(packed[2], tmp_path / "pack.zip"))


def members_of(pack):
    with zipfile.ZipFile(pack) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write(pack, members):
    with zipfile.ZipFile(pack, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def sign_again(pack, members, secret):
    """What a forger or a faulty installation would make: sums and signature that fit the files."""
    write_pack(
        pack, {name: members[name] for name in members if name not in (KEY, GUIDE, SUMS, SIGNATURE)}, secret
    )


def test_a_pack_holds_list_report_evidence_pins_and_log_and_is_the_same_twice(place, pack, run_id, tmp_path):
    make_pack(place, run_id, "office", tmp_path / "two.zip")
    assert pack.read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert set(members_of(pack)) == set(MEMBERS)
    assert members_of(pack)["list.csv"] == ("\n".join(("Institution", *ROWS)) + "\n").encode()


@pytest.mark.parametrize("keyed", [True, False])
def test_an_untouched_pack_holds_with_the_key_and_with_its_own(place, pack, run_id, keyed):
    checked = check_pack(pack, place.public_key if keyed else None)
    assert (checked.run, checked.shown) == (run_id, 3)
    assert checked.links == 3 + 3 + 1
    assert checked.key == fingerprint(place.public_key)


def test_entries_of_others_stand_in_it_by_their_digests_alone(pack, run_id):
    chain = json.loads(members_of(pack)[LOG])["chain"]
    assert {link["run_id"] for link in chain if isinstance(link, dict)} == {run_id}
    assert all(len(link) == 64 for link in chain if isinstance(link, str))
    assert not [name for name, content in members_of(pack).items() if b"-marker" in content]


@pytest.mark.parametrize("keyed", [True, False])
@pytest.mark.parametrize("name", MEMBERS)
def test_a_file_that_was_changed_removed_or_doubled_is_found(place, pack, name, keyed):
    key = place.public_key if keyed else None
    whole = members_of(pack)
    content = whole[name]
    changes = {"first": bytes([content[0] ^ 1]) + content[1:], "last": content[:-1], "longer": content + b" "}
    for changed in changes.values():
        write(pack, whole | {name: changed})
        with pytest.raises(PackUnsound):
            check_pack(pack, key)
    write(pack, {each: whole[each] for each in whole if each != name})
    with pytest.raises(PackUnsound):
        check_pack(pack, key)
    write(pack, whole)
    with zipfile.ZipFile(pack, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(name, content)
    with pytest.raises(PackUnsound, match="two files of one name"):
        check_pack(pack, key)


@pytest.mark.parametrize("name", MEMBERS)
def test_two_files_that_were_swapped_are_found(place, pack, name):
    whole = members_of(pack)
    for other in MEMBERS:
        if other != name:
            write(pack, whole | {name: whole[other], other: whole[name]})
            with pytest.raises(PackUnsound):
                check_pack(pack, place.public_key)


@pytest.mark.parametrize("name", ["report.txt", "../evil", "list.csv.exe", "SHA256SUMS "])
def test_a_file_that_was_added_is_found_and_named(place, pack, name):
    write(pack, members_of(pack) | {name: b"x"})
    with pytest.raises(PackUnsound, match="was added"):
        check_pack(pack, place.public_key)


def test_a_bit_turned_anywhere_is_found_or_changes_no_file(place, pack):
    """Some bytes of a ZIP say nothing (dates, an operating system); whatever turns, what is vouched for is the same."""
    content, whole, found = pack.read_bytes(), members_of(pack), 0
    for offset in range(0, len(content), 37):
        changed = bytearray(content)
        changed[offset] ^= 1 << offset % 8
        pack.write_bytes(changed)
        try:
            check_pack(pack, place.public_key)
        except PackUnsound:
            found += 1
        else:
            assert members_of(pack) == whole
    assert found > len(content) // 37 * 0.8


@pytest.mark.parametrize("way", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_file_packed_in_a_way_of_no_pack_is_refused_before_it_is_unpacked(place, pack, way):
    whole = members_of(pack)
    with zipfile.ZipFile(pack, "w", way) as archive:
        for name, content in whole.items():
            archive.writestr(name, content)
    damaged = bytearray(pack.read_bytes())
    damaged[60:90] = b"\xff" * 30
    pack.write_bytes(damaged)
    with pytest.raises(PackUnsound, match="packed in a way"):
        check_pack(pack, place.public_key)


@pytest.mark.parametrize(("name", "size"), [(KEY, 5_000), (SUMS, 2**20 + 1), (SIGNATURE, 65)])
def test_what_nothing_vouches_for_yet_is_not_read_beyond_its_size(place, pack, name, size):
    write(pack, members_of(pack) | {name: b"x" * size})
    with pytest.raises(PackUnsound, match="is larger than"):
        check_pack(pack, place.public_key)


@pytest.mark.parametrize(
    ("before", "after"), [(b"", b"x"), (b"%PDF-1.7\n", b""), (b"", b"PK\5\6" + bytes(18))]
)
def test_what_stands_before_or_after_the_files_of_a_pack_is_found(place, pack, before, after):
    pack.write_bytes(before + pack.read_bytes() + after)
    with pytest.raises(PackUnsound):
        check_pack(pack, place.public_key)


@pytest.mark.parametrize("share", [0, 0.2, 0.9, 0.999])
def test_a_pack_that_was_cut_is_found(place, pack, share):
    content = pack.read_bytes()
    pack.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(PackUnsound):
        check_pack(pack, place.public_key)


def test_a_pack_signed_by_somebody_else_passes_only_for_his_own_and_that_is_seen(place, pack):
    members = members_of(pack)
    facts = Receipt(**json.loads(members[RECEIPT])["receipt"])
    sign_again(pack, members | {RECEIPT: make_receipt(facts, OTHER).encode()}, OTHER)
    with pytest.raises(PackUnsound, match="is not signed by the key"):
        check_pack(pack, place.public_key)
    assert check_pack(pack).key == fingerprint(public_key(OTHER)) != fingerprint(place.public_key)


def test_the_proof_of_the_log_and_what_is_said_of_the_run_are_written_with_sorted_keys(pack):
    members = members_of(pack)
    log, run = json.loads(members[LOG]), json.loads(members[RUN])
    for name, said in ((LOG, log), (RUN, run)):
        whole = json.dumps(said, sort_keys=True, ensure_ascii=False, indent=1)
        assert members[name].decode() == whole
    assert log.keys() == {"chain", "head"}
    assert run.keys() == {
        "id", "pins", "file_name", "order", "snapshots", "accepted_at", "screened_at", "ended_at",
    }  # fmt: skip
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", each["edition_date"]) for each in run["snapshots"])


@pytest.mark.parametrize(
    ("name", "change", "where"),
    [
        (LOG, lambda log: log["head"].pop("hash"), "head.hash"),
        (LOG, lambda log: log["chain"][0].update(more="x"), "chain.0"),
        (RUN, lambda run: run.pop("pins"), "pins"),
    ],
)
def test_a_signed_pack_with_a_file_of_another_shape_is_refused_in_one_sentence(
    place, pack, name, change, where
):
    sign_again(pack, edit(members_of(pack), name, change), place.key)
    with pytest.raises(PackUnsound) as refusal:
        check_pack(pack, place.public_key)
    assert where in refusal.value.sentence
    assert "\n" not in refusal.value.sentence


def test_a_receipt_of_another_key_does_not_hold_in_a_pack_of_ours(place, pack):
    members = members_of(pack)
    facts = Receipt(**json.loads(members[RECEIPT])["receipt"])
    sign_again(pack, members | {RECEIPT: make_receipt(facts, OTHER).encode()}, place.key)
    with pytest.raises(PackUnsound, match="receipt"):
        check_pack(pack, place.public_key)


def edit(members, name, change):
    said = json.loads(members[name])
    change(said)
    return members | {name: json.dumps(said).encode()}


def other_end(log):
    log["chain"][2]["facts"] = log["chain"][2]["facts"].replace("report", "repost")


def shorter(log):
    del log["chain"][-1]


def without_the_end(log):
    del log["chain"][2:]
    last = log["chain"][-1]
    log["head"] = {"sequence": last["sequence"], "hash": last["hash"], "at": last["at"]}


def other_link(log):
    log["chain"][4] = "0" * 64


def out_of_order(log):
    log["chain"][0], log["chain"][1] = log["chain"][1], log["chain"][0]


def hidden_start(log):
    del log["chain"][0:3]


def late_start(log):
    del log["chain"][0]


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        (LOG, other_end, "was changed after it was sealed"),
        (LOG, shorter, "does not lead to the head"),
        (LOG, without_the_end, "does not hold the end of the run"),
        (LOG, other_link, "does not lead to the head"),
        (LOG, out_of_order, "does not follow"),
        (LOG, late_start, "does not begin where the run was accepted"),
        (LOG, hidden_start, "begins with an entry that is not shown"),
        (RUN, lambda said: said.update(id="0" * 32), "the same run"),
        (RUN, lambda said: said["pins"].update(engine="other"), "other editions"),
    ],
)
def test_a_signed_pack_whose_files_contradict_each_other_does_not_hold(place, pack, name, change, words):
    sign_again(pack, edit(members_of(pack), name, change), place.key)
    with pytest.raises(PackUnsound, match=words):
        check_pack(pack, place.public_key)


@pytest.mark.parametrize("name", ["list.csv", "report.csv"])
def test_another_list_or_report_than_the_log_names_does_not_hold_even_signed(place, pack, name):
    members = members_of(pack)
    sign_again(pack, members | {name: members[name] + b"\n"}, place.key)
    with pytest.raises(PackUnsound, match="not the one that the receipt and the log name"):
        check_pack(pack, place.public_key)


@pytest.mark.skipif(
    not (shutil.which("openssl") and shutil.which("sha256sum")),
    reason="openssl or sha256sum is not installed here",
)
def test_openssl_and_sha256sum_check_it_too(place, pack, tmp_path):
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(folder)
    key = tmp_path / "ours.pem"
    key.write_bytes(public_pem(place.public_key))
    line = next(line for line in (folder / GUIDE).read_text().splitlines() if "openssl" in line)
    openssl = line.replace("KEY.pem", str(key)).split()
    assert subprocess.run(openssl, cwd=folder, capture_output=True, check=False).returncode == 0
    assert (
        subprocess.run(["sha256sum", "-c", SUMS], cwd=folder, capture_output=True, check=False).returncode
        == 0
    )
    (folder / SUMS).write_text((folder / SUMS).read_text() + "\n")
    assert subprocess.run(openssl, cwd=folder, capture_output=True, check=False).returncode != 0


def test_the_commands_print_the_key_and_say_in_one_sentence_what_is_wrong(place, pack, tmp_path, monkeypatch):
    monkeypatch.setenv("SCREENING_DATA", str(place.settings.data))
    key = tmp_path / "key.pem"
    printed = CliRunner().invoke(main, ["audit", "key"])
    key.write_text(printed.stdout)
    assert fingerprint(place.public_key) in printed.stderr
    monkeypatch.setenv("SCREENING_DATA", str(tmp_path / "nothing"))  # an outsider has no installation
    check = ["audit", "check-pack", str(pack)]
    said = CliRunner().invoke(main, [*check, "--key", str(key)])
    assert said.exit_code == 0
    assert "taken from the pack itself" not in said.output
    assert "taken from the pack itself" in CliRunner().invoke(main, check).output
    write(pack, members_of(pack) | {"list.csv": b"Institution\n"})
    said = CliRunner().invoke(main, [*check, "--key", str(key)])
    assert said.exit_code
    assert said.stderr.count("\n") == 1
    assert "list.csv was changed after the pack was signed." in said.stderr
    assert not Path(tmp_path / "nothing").exists()
    key.write_text("no key")
    assert "holds no public key" in CliRunner().invoke(main, [*check, "--key", str(key)]).stderr


def _between(pack):
    """Another report before the directory, as programs read that go from member to member."""
    content = pack.read_bytes()
    with zipfile.ZipFile(pack) as archive:
        begins = archive.start_dir
    hidden = content[: content.index(b"PK\x03\x04", 4)]  # a whole member again
    end = bytearray(content[begins:])
    at = end.rindex(b"PK\x05\x06") + 16
    end[at : at + 4] = (begins + len(hidden)).to_bytes(4, "little")
    return content[:begins] + hidden + bytes(end)


def _with(pack, record, offset, value):
    """A pack in which some bytes of its first record of a kind are others."""
    content = bytearray(pack.read_bytes())
    at = content.index(record) + offset
    content[at : at + len(value)] = value
    return bytes(content)


@pytest.mark.parametrize(
    "forge",
    [
        _between,
        lambda pack: _with(pack, b"PK\x03\x04", 14, b"\0\0\0\0"),  # the checksum before the member
        lambda pack: _with(pack, b"PK\x03\x04", 6, b"\0\x08"),  # its flags
        lambda pack: _with(pack, b"PK\x01\x02", 38, (0o120777 << 16).to_bytes(4, "little")),  # a link
        lambda pack: _with(pack, b"PK\x05\x06", 8, b"\x09\0"),  # how many members there are
    ],
)
def test_what_programs_could_unpack_otherwise_is_no_pack(place, pack, tmp_path, forge):
    forged = tmp_path / "forged.zip"
    forged.write_bytes(forge(pack))
    with pytest.raises(PackUnsound):
        check_pack(forged, place.public_key)
