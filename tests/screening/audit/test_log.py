"""The log shows every change of itself, and nobody can change it through the database."""

import hashlib
import json
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from screening.audit import append_head, forget_subject, head_of, lines_of, read_heads, record, seal, token_of
from screening.audit import verify as verify_log
from screening.audit.chain import digest, verify_lines, verify_segment
from screening.audit.heads import HeadForged
from screening.audit.receipt import LogPlace, Receipt, ReceiptInvalid, make_receipt, read_receipt
from screening.audit.signing import fingerprint, private_key, public_key
from screening.storage import StorageFailed, open_database

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
KEY = b"0123456789abcdef0123456789abcdef"
FACTS = Receipt(
    run="1",
    upload="b" * 64,
    report="a" * 64,
    size=3,
    rows=1,
    pins={"engine": "東京"},
    notice="public",
    screened_at=NOW.isoformat(),
    ended_at=NOW.isoformat(),
    log=LogPlace(sequence=2, hash="c" * 64),
)


def write(database, count, action="run.accepted"):
    for number in range(count):
        with database.write() as session:
            record(session, action, at=NOW, actor="ana", team="office", facts={"number": number})


@pytest.fixture(scope="module")
def written(shared_settings):
    """Nine lines, as each database gives them back."""
    database = open_database(shared_settings)
    write(database, 9)
    with database.read() as session:
        read = tuple(lines_of(session))
    database.close()
    return read


@pytest.fixture
def lines(written):
    """The same lines, in a list that is the test's own to change."""
    return list(written)


def test_an_untouched_log_verifies(database):
    write(database, 9)
    with database.read() as session:
        assert list(verify_lines(lines_of(session))) == []
        assert verify_log(session, [head_of(session)]) == []


@pytest.mark.parametrize("place", range(9))
@pytest.mark.parametrize("field", ["at", "actor", "team", "action", "run_id", "facts", "salt"])
def test_an_edit_anywhere_is_found_at_its_line(lines, place, field):
    lines[place] = replace(lines[place], **{field: "changed"})
    assert next(verify_lines(lines)).sequence == place + 1


@pytest.mark.parametrize("place", range(8))
def test_an_edit_that_is_sealed_again_is_found_at_the_next_line(lines, place):
    changed = replace(lines[place], actor="mallory")
    lines[place] = replace(changed, hash=seal(changed))
    assert next(verify_lines(lines)).sequence == place + 2


@pytest.mark.parametrize("place", range(8))
def test_a_deleted_line_is_found(lines, place):
    del lines[place]
    assert next(verify_lines(lines)).sequence == place + 1


@pytest.mark.parametrize("place", range(8))
def test_two_swapped_lines_are_found(lines, place):
    lines[place], lines[place + 1] = lines[place + 1], lines[place]
    assert next(verify_lines(lines)).sequence == place + 1


def test_entries_of_before_there_was_salt_verify_as_they_were_sealed(lines):
    old, previous = [], lines[0].previous
    for line in lines[:4]:
        fields = [
            line.sequence,
            line.at,
            line.actor,
            line.team,
            line.action,
            line.run_id,
            line.facts,
            previous,
        ]
        previous = hashlib.sha256(json.dumps(fields, separators=(",", ":")).encode()).hexdigest()
        old.append(replace(line, salt="", previous=fields[-1], hash=previous))
    new = replace(lines[4], previous=previous)
    assert list(verify_lines([*old, replace(new, hash=seal(new))])) == []
    old[2] = replace(old[2], actor="mallory")
    assert next(verify_lines(old)).sequence == 3


def test_two_entries_that_say_the_same_have_different_digests(database):
    write(database, 1)
    with database.write() as session:
        for _ in range(2):
            record(session, "sign-in.failed", at=NOW, actor="ana", team="")
    with database.read() as session:
        first, second = list(lines_of(session))[1:]
    assert len(first.salt) == 32
    assert digest(first) != digest(second)


@pytest.mark.parametrize("left", range(9))
def test_a_cut_tail_is_found_by_the_head_outside(lines, left):
    head = (lines[-1].sequence, lines[-1].hash)
    assert list(verify_lines(lines[:left])) == []
    assert next(verify_lines(lines[:left], [head])).sequence == left + 1


def test_a_log_written_anew_is_found_by_the_head_outside(lines):
    head = (lines[-1].sequence, lines[-1].hash)
    previous, anew = lines[0].previous, []
    for line in lines:
        changed = replace(line, actor="mallory", previous=previous)
        anew.append(replace(changed, hash=seal(changed)))
        previous = anew[-1].hash
    assert list(verify_lines(anew)) == []
    assert next(verify_lines(anew, [head])).sequence == 9


@pytest.mark.parametrize("shown", [{0}, {0, 4}, {0, 8}, set(range(9))])
def test_a_stretch_of_the_log_follows_link_by_link_however_few_of_its_lines_are_shown(lines, shown):
    links = [line if place in shown else digest(line) for place, line in enumerate(lines)]
    head = (lines[-1].sequence, lines[-1].hash)
    assert verify_segment(links, head) == ""
    assert verify_segment(links[:-1], head)
    assert verify_segment([*links, "0" * 64], head)
    assert verify_segment([], head)
    for place, link in enumerate(links):
        hidden = isinstance(link, str)
        other = digest(replace(lines[place], actor="mallory")) if hidden else replace(link, actor="mallory")
        assert verify_segment([*links[:place], other, *links[place + 1 :]], head)
        if place or isinstance(links[1], str):  # a stretch may begin at any line that is shown
            assert verify_segment([*links[:place], *links[place + 1 :]], head)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'mallory'",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_entry WHERE sequence = 2",
        "TRUNCATE audit_entry",
        "INSERT OR REPLACE INTO audit_entry SELECT 1, at, actor, team, action, run_id, facts, previous, "
        "hash, salt FROM audit_entry WHERE sequence = 2",
    ],
)
def test_the_database_refuses_to_change_the_log(database, statement):
    write(database, 2)
    with pytest.raises(StorageFailed), database.write() as session:
        session.connection().exec_driver_sql(statement)
    with database.read() as session:
        assert verify_log(session) == []
        assert [line.actor for line in lines_of(session)] == ["ana", "ana"]


def test_a_decision_that_fails_leaves_no_entry(database):
    def decide():
        with database.write() as session:
            record(session, "run.accepted", at=NOW, actor="ana", team="office")
            session.connection().exec_driver_sql("SELECT * FROM no_such_table")

    with pytest.raises(StorageFailed):
        decide()
    with database.read() as session:
        assert head_of(session).sequence == 0


@pytest.mark.parametrize("each", [25, pytest.param(1_000, marks=pytest.mark.soak)])
def test_eight_writers_neither_fork_the_log_nor_leave_a_gap(database, each):
    faults = []

    def many():
        try:
            write(database, each)
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=many) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with database.read() as session:
        assert verify_log(session) == []
        assert head_of(session).sequence == 8 * each


def test_heads_outside_are_signed_and_a_torn_last_line_is_passed_over(database, tmp_path):
    write(database, 9)
    path = tmp_path / "heads.ndjson"
    with database.read() as session:
        append_head(path, head_of(session), KEY)
    with path.open("a") as file:
        file.write('{"head": {"seq')
    heads = read_heads(path, KEY)
    assert [head.sequence for head in heads] == [9]
    path.write_text(path.read_text().replace('"sequence": 9', '"sequence": 8'))
    with pytest.raises(HeadForged):
        read_heads(path, KEY)


def test_a_torn_line_makes_way_for_the_next_head(database, tmp_path):
    write(database, 9)
    path = tmp_path / "heads.ndjson"
    with database.read() as session:
        head = head_of(session)
    append_head(path, head, KEY)
    whole = path.read_bytes()
    for torn in (0, 1, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole + whole[:torn])
        append_head(path, head, KEY)
        assert read_heads(path, KEY) == [head, head]
    path.write_bytes(whole[: len(whole) // 2])
    append_head(path, head, KEY)
    assert read_heads(path, KEY) == [head]


def test_a_receipt_reads_back_and_a_changed_one_is_refused():
    receipt = make_receipt(FACTS, KEY)
    assert read_receipt(receipt, public_key(KEY)) == FACTS.model_copy(
        update={"key": fingerprint(public_key(KEY))}
    )
    surrogate = '{"receipt": {"a": "\\ud800"}, "signature": "00"}'
    for broken in (receipt.replace("aaaa", "aaab"), "{}", "not json", surrogate):
        with pytest.raises(ReceiptInvalid):
            read_receipt(broken, public_key(KEY))
    with pytest.raises(ReceiptInvalid):
        read_receipt(receipt, public_key(b"another key, another installation"))


def signed(facts):
    """A receipt that says `facts`, signed over the bytes that outsiders hold the signature against."""
    said = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    return json.dumps({"receipt": facts, "signature": private_key(KEY).sign(said.encode()).hex()})


def test_the_signature_of_a_receipt_is_over_all_that_it_says_with_sorted_keys():
    facts = json.loads(make_receipt(FACTS, KEY))["receipt"]
    assert make_receipt(FACTS, KEY) == json.dumps(
        json.loads(signed(facts)), sort_keys=True, ensure_ascii=False, indent=1
    )
    assert "decisions" not in facts
    later = {**facts, "said_by_a_later_version": [1]}
    assert read_receipt(signed(later), public_key(KEY)) == read_receipt(signed(facts), public_key(KEY))
    with pytest.raises(ReceiptInvalid, match="changed"):
        read_receipt(signed(later).replace("[1]", "[2]"), public_key(KEY))


@pytest.mark.parametrize(
    ("change", "where"), [({"log": {"sequence": "2", "hash": "c"}}, "log.sequence"), ({"size": None}, "size")]
)
def test_a_signed_receipt_that_does_not_say_what_receipts_do_is_refused(change, where):
    facts = json.loads(make_receipt(FACTS, KEY))["receipt"]
    with pytest.raises(ReceiptInvalid, match=rf"does not say what a receipt does \({where}: "):
        read_receipt(signed(facts | change), public_key(KEY))


def test_a_subject_has_one_token_a_team_and_none_after_erasure(database):
    with database.write() as session:
        token = token_of(session, "office", "Jane  Doe", at=NOW)
        assert token == token_of(session, "office", "jane doe", at=NOW)
        assert token != token_of(session, "purchasing", "Jane Doe", at=NOW)
        record(session, "subject.erased", at=NOW, actor="ana", team="office", facts={"subject": token})
        assert forget_subject(session, "office", "Jane Doe") == token
    with database.read() as session:
        assert token_of(session, "office", "Jane Doe", at=None) == ""
        assert token_of(session, "purchasing", "Jane Doe", at=None) != ""
        assert verify_log(session) == []
