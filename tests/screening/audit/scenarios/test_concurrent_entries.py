"""Many decisions at once: one line on the disk vouches for all of them, and no key is looked for among thousands."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import event

from screening.audit import Head, Newest, record, token_of
from screening.storage.tables import SubjectKey

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def test_of_heads_that_wait_at_once_the_newest_is_noted_for_all():
    newest, noted = Newest(), []

    def note(sequence):
        with newest.of(Head(sequence, "", "")) as wanted:
            noted.append(wanted.sequence if wanted else None)

    with ThreadPoolExecutor(4) as others:
        with newest.of(Head(1, "", "")) as first:
            waiting = [others.submit(note, sequence) for sequence in (2, 5, 3, 4)]
            while newest.newest.sequence < 5 or newest.waiting < 5:
                pass
            noted.append(first.sequence)
        for each in waiting:
            each.result()
    assert noted == [1, 5, None, None, None]


def test_a_head_that_the_disk_would_not_take_is_noted_by_the_next():
    newest = Newest()
    with pytest.raises(OSError, match="full"), newest.of(Head(1, "", "")):
        raise OSError("full")
    with newest.of(Head(1, "", "")) as again:
        assert again == Head(1, "", "")


def test_a_name_is_looked_for_on_its_shelf_and_a_key_of_before_there_were_shelves_is_put_there(database):
    with database.write() as session:
        token = token_of(session, "office", "Jane Doe", at=NOW)
        for number in range(50):
            token_of(session, "office", f"Somebody {number}", at=NOW)
        session.get(SubjectKey, token).bucket = -1
        record(session, "check.kept", at=NOW, actor="ana", team="office")
    loaded = []
    event.listen(SubjectKey, "load", lambda key, _: loaded.append(key.token))
    with database.write() as session:
        assert token_of(session, "office", "JANE  DOE", at=NOW) == token
        token_of(session, "office", "Somebody 7", at=NOW)
        record(session, "check.kept", at=NOW, actor="ana", team="office")
    assert loaded[0] == token
    assert len(loaded) == 2
