"""An object store over a real server: what is killed, missing, forbidden, slow or altered is told, and loses nothing."""

import os
import threading
import traceback

import pytest
from object_server import KEY_ID, PAGE, SECRET

from screening.settings import ConfigUnsafe, Settings, check_settings
from screening.storage import (
    FileStoreError,
    StorageAway,
    StorageFailed,
    StorageForbidden,
    open_files,
)
from screening.storage.files import ObjectFiles
from screening.storage.object_store import (
    ENDPOINT_VARIABLES,
    PART_BYTES,
    ObjectStore,
    open_object_store,
)

pytestmark = pytest.mark.slow

LARGE = 3 * PART_BYTES + 17


@pytest.fixture
def store(bucket):
    """A store that is not waited for: its server answers at once or not at all."""
    return ObjectStore(bucket, "files", seconds=2)


@pytest.fixture
def files(store, tmp_path):
    return ObjectFiles(store, tmp_path / "scratch")


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"name\nBeihang University\n")
    return path


@pytest.fixture
def large(tmp_path):
    path = tmp_path / "large.csv"
    path.write_bytes(os.urandom(LARGE))
    return path


def fetch(files, sha256):
    with files.path(sha256) as path:
        return path.read_bytes()


def test_a_large_file_goes_and_comes_in_parts(files, large, object_server, bucket):
    sha256, size = files.put(large)
    assert size == LARGE
    assert object_server.client(bucket).head(f"files/{sha256}")["e_tag"].strip('"').endswith("-4")
    assert fetch(files, sha256) == large.read_bytes()


def test_a_server_that_is_killed_while_it_is_given_a_file_keeps_nothing_and_takes_it_again(
    files, large, object_server
):
    told = []

    def tick(read):
        told.append(read)
        if sum(told) == 2 * PART_BYTES:
            object_server.kill()

    with pytest.raises(StorageAway) as said:
        files.put(large, tick)
    assert "cannot be reached" in said.value.sentence
    object_server.start()
    assert files.names() == set()
    sha256, _ = files.put(large)
    assert files.names() == {sha256}
    assert fetch(files, sha256) == large.read_bytes()


def test_a_server_that_is_killed_while_a_file_is_read_makes_the_reader_wait_and_leaves_no_copy(
    files, large, object_server, tmp_path
):
    sha256, _ = files.put(large)
    blocks = files.store.read(sha256)
    assert next(blocks) == large.read_bytes()[:PART_BYTES]
    object_server.kill()
    with pytest.raises(StorageAway):
        next(blocks)
    for ask in (lambda: fetch(files, sha256), lambda: files.has(sha256), files.names, files.check):
        with pytest.raises(StorageAway):
            ask()
    assert list((tmp_path / "scratch").iterdir()) == []
    object_server.start()
    assert fetch(files, sha256) == large.read_bytes()


def test_what_ends_a_caller_within_a_large_file_keeps_nothing(files, large):
    class Ended(Exception):
        pass

    def end(_read):
        raise Ended

    with pytest.raises(Ended):
        files.put(large, end)
    assert files.names() == set()


def test_a_server_that_says_nothing_is_waited_for_so_long_and_no_longer(bucket, source, object_server):
    store = ObjectStore(bucket, "files", seconds=0.2)
    object_server.freeze()
    try:
        with pytest.raises(StorageAway):
            store.check()
        with pytest.raises(StorageAway):
            store.put("0" * 64, source)
    finally:
        object_server.thaw()
    ObjectStore(bucket, "files").check()


def test_a_missing_bucket_is_no_missing_file(object_server, bucket, source, tmp_path, database):
    files = ObjectFiles(ObjectStore("no-such-bucket", "files"), tmp_path / "scratch")

    def remove():
        with database.write() as session:
            files.remove("0" * 64, session)

    asks = (
        lambda: files.put(source),
        lambda: fetch(files, "0" * 64),
        lambda: files.has("0" * 64),
        files.names,
        files.check,
        remove,
    )
    for ask in asks:
        with pytest.raises(StorageAway, match="no such bucket") as said:
            ask()
        assert said.value.facts["reason"] == f"127.0.0.1:{object_server.port} knows no such bucket."


@pytest.mark.parametrize(
    ("variable", "value"),
    [("AWS_SECRET_ACCESS_KEY", "another-secret-of-somebody"), ("AWS_ACCESS_KEY_ID", "nobody:here")],
)
def test_wrong_credentials_are_no_missing_file_and_are_never_quoted(
    object_server, bucket, files, source, tmp_path, database, monkeypatch, caplog, variable, value
):
    sha256, _ = files.put(source)
    monkeypatch.setenv(variable, value)
    others = ObjectFiles(ObjectStore(bucket, "files"), tmp_path / "scratch")

    def remove():
        with database.write() as session:
            others.remove(sha256, session)

    asks = (
        lambda: others.put(source),
        lambda: fetch(others, sha256),
        lambda: others.has(sha256),
        others.names,
        others.check,
        remove,
    )
    for ask in asks:
        with pytest.raises(StorageForbidden, match="AWS_ACCESS_KEY_ID") as said:
            ask()
        shown = "".join(traceback.format_exception(said.value)) + repr(said.value.facts) + caplog.text
        assert [each for each in (value, SECRET, KEY_ID, "Signature") if each in shown] == []
    assert object_server.client(bucket).head(f"files/{sha256}")["size"] == source.stat().st_size


def test_no_credentials_at_all_are_told(bucket, monkeypatch):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(StorageFailed):
        ObjectStore(bucket, "files", seconds=0.2).check()


@pytest.mark.parametrize("content", [b"name\nHarvard Institute..\n", b"name\n", b""])
def test_an_object_that_was_altered_is_refused_until_it_is_kept_again(
    files, source, object_server, bucket, content
):
    sha256, _ = files.put(source)
    object_server.client(bucket).put(f"files/{sha256}", content)
    with pytest.raises(FileStoreError, match="no longer the bytes"), files.path(sha256):
        pass
    assert files.put(source)[0] == sha256
    assert fetch(files, sha256) == source.read_bytes()


def test_an_object_that_goes_between_two_parts_is_told_as_gone(files, large, object_server, bucket):
    sha256, _ = files.put(large)
    blocks = files.store.read(sha256)
    next(blocks)
    object_server.client(bucket).delete(f"files/{sha256}")
    with pytest.raises(KeyError):
        next(blocks)
    with pytest.raises(FileStoreError, match="no longer kept"), files.path(sha256):
        pass


def test_names_are_of_our_prefix_alone_and_of_more_than_a_page(files, object_server, bucket, source):
    client = object_server.client(bucket)
    ours = {f"{number:064x}" for number in range(3 * PAGE + 1)}
    for name in ours:
        client.put(f"files/{name}", b"")
    for other in (
        "files/readme.txt",
        f"files/{'0' * 64}/{'1' * 64}",
        "f" * 64,
        f"files-of-others/{'e' * 64}",
    ):
        client.put(other, b"")
    assert files.names() == ours


def test_many_threads_keep_and_read_the_same_file(files, source):
    wrong = []

    def work():
        try:
            sha256, _ = files.put(source)
            assert fetch(files, sha256) == source.read_bytes()
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert wrong == []


@pytest.mark.parametrize(
    "address",
    ["s3:", "s3://", "s3://bucket?x=1", "s3://key:secret@bucket", "S3://bucket", "s3://b/../x y", "disk"],
)
def test_an_address_that_is_none_is_refused_and_not_quoted(tmp_path, address):
    with pytest.raises(ConfigUnsafe, match="s3://bucket/prefix") as said:
        check_settings(Settings(data=tmp_path / "data", file_store=address))
    assert "secret" not in said.value.sentence


@pytest.mark.parametrize("address", ["s3://bucket", "s3://bucket/", "s3://my.bucket-1/screening/files"])
def test_a_bucket_with_or_without_a_prefix_is_an_address(tmp_path, database, address, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://objects.example.org")
    settings = Settings(data=tmp_path / "data", file_store=address)
    check_settings(settings)
    assert isinstance(open_files(settings, database), ObjectFiles)


@pytest.mark.parametrize("said", [{}, {"AWS_ENDPOINT_URL": ""}, {"AWS_REGION": "eu-central-1"}])
def test_a_store_is_amazons_only_where_somebody_says_so(monkeypatch, said):
    for variable in ENDPOINT_VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    for variable, value in said.items():
        monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigUnsafe, match="AWS_ENDPOINT_URL does not say whose") as refused:
        open_object_store("s3://bucket/files")
    assert refused.value.code == "config-unsafe"
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://s3.eu-central-1.amazonaws.com")
    open_object_store("s3://bucket/files")


def test_an_empty_variable_before_the_one_that_is_set_is_named(monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://objects.example.org")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "")
    with pytest.raises(ConfigUnsafe, match="AWS_ENDPOINT_URL_S3 does not say whose"):
        open_object_store("s3://bucket/files")


@pytest.mark.parametrize("variable", ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"])
def test_names_never_travel_in_the_clear(monkeypatch, variable):
    monkeypatch.setenv(variable, "http://objects.example.org")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    with pytest.raises(ConfigUnsafe, match=f"{variable} must be https"):
        open_object_store("s3://bucket/files")
    monkeypatch.setenv(variable, "https://objects.example.org")
    open_object_store("s3://bucket/files")
