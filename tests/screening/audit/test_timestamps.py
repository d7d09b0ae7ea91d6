"""Time stamps from a real authority: `openssl ts` on this machine, behind a small HTTP server."""

import shutil
import subprocess
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from click.testing import CliRunner

from screening.audit import head_of
from screening.audit.chain import Severity
from screening.audit.timestamps import StampFailed, ask
from screening.cli import main
from screening.context import open_context
from screening.runs.head_archive import stamp_newest
from screening.runs.verification import stamps_folder, verify_installation

OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(
    OPENSSL is None, reason="No openssl is here, which is the authority in these tests; install it."
)
CONFIG = """
[tsa]
default_tsa = office
[office]
dir = {folder}
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""
EXTENSIONS = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"


def openssl(*words, folder):
    subprocess.run([OPENSSL, *map(str, words)], cwd=folder, check=True, capture_output=True)


def make_authority(folder, name):
    """A root, and a certificate of it that stamps."""
    folder.mkdir()
    new = ("req", "-newkey", "rsa:2048", "-nodes")
    root = (*new, "-x509", "-days", "9", "-subj", f"/CN={name} root")
    openssl(
        *root,
        "-addext",
        "keyUsage=critical,keyCertSign",
        "-keyout",
        "root.key",
        "-out",
        "root.pem",
        folder=folder,
    )
    openssl(*new, "-subj", f"/CN={name}", "-keyout", "tsa.key", "-out", "tsa.csr", folder=folder)
    (folder / "ext").write_text(EXTENSIONS)
    signed = ("x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial")
    openssl(*signed, "-days", "9", "-extfile", "ext", "-out", "tsa.pem", folder=folder)
    (folder / "serial").write_text("01\n")
    (folder / "ts.cnf").write_text(CONFIG.format(folder=folder))
    return folder


@pytest.fixture(scope="module")
def authorities(tmp_path_factory):
    folder = tmp_path_factory.mktemp("authorities")
    return [make_authority(folder / name, name) for name in ("right", "other")]


class Authority:
    """Answers over HTTP as an authority does, unless it is told to misbehave."""

    def __init__(self, folder):
        self.folder, self.asked, self.answer = folder, [], None
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                asked = self.rfile.read(int(self.headers["Content-Length"]))
                owner.asked.append((self.headers["Content-Type"], asked))
                status, said = owner.answer or (200, owner.stamp(asked))
                self.send_response(status)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Location", "http://127.0.0.1:9/")
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_words):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stamp(self, asked):
        (self.folder / "query.tsq").write_bytes(asked)
        words = ("ts", "-reply", "-config", "ts.cnf", "-queryfile", "query.tsq", "-out", "answer.tsr")
        openssl(*words, folder=self.folder)
        return (self.folder / "answer.tsr").read_bytes()


@pytest.fixture
def authority(authorities):
    made = Authority(authorities[0])
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def place(settings, authorities):
    """An installation that knows the authority's root, with an entry in its log."""
    known = settings.model_copy(update={"timestamp_root": str(authorities[0] / "root.pem")})
    opened = open_context(known)
    note(opened)
    yield opened
    opened.close()


def note(place):
    with place.decide() as decision:
        decision.record("sign-in.failed", actor="ana", team="")


def faults(place):
    return [each.sentence for each in verify_installation(place).faults]


def test_a_head_is_stamped_and_the_stamp_is_held_against_the_log(place, authority):
    head, answer = stamp_newest(place, authority.url)
    assert answer.name == f"head-{head.sequence}.tsr"
    ((kind, asked),) = authority.asked
    assert kind == "application/timestamp-query"
    assert head.hash.encode() not in asked  # a hash of the line goes out, nothing else
    verified = verify_installation(place)
    assert (verified.faults, verified.archived) == ((), 1)
    text = answer.with_suffix(".txt")
    root = authority.folder / "root.pem"
    openssl("ts", "-verify", "-data", text, "-in", answer, "-CAfile", root, folder=authority.folder)


def test_a_log_written_anew_is_found_by_its_stamp(place, authority):
    stamp_newest(place, authority.url)
    place.heads.unlink()
    with place.database.engine.begin() as connection:
        if place.settings.is_sqlite:
            for (name,) in connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).all():
                connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        else:
            connection.exec_driver_sql("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        connection.exec_driver_sql("DELETE FROM audit_entry")
    note(place)
    assert any("is not the one that was noted outside the log" in each for each in faults(place))


def test_stamps_that_were_changed_or_are_of_another_authority_count_for_nothing(
    place, authority, authorities
):
    _, answer = stamp_newest(place, authority.url)
    text, kept, line = (
        answer.with_suffix(".txt"),
        answer.read_bytes(),
        answer.with_suffix(".txt").read_bytes(),
    )
    text.write_bytes(line.replace(b"entry 1", b"entry 9"))
    assert any("does not hold" in each for each in faults(place))
    text.write_bytes(line)
    for changed in (kept[:-1] + bytes([kept[-1] ^ 1]), kept[:100], b""):
        answer.write_bytes(changed)
        assert any("does not hold" in each for each in faults(place))
    answer.write_bytes(kept)
    other = place.settings.model_copy(update={"timestamp_root": str(authorities[1] / "root.pem")})
    assert any("does not hold" in each for each in faults(replace(place, settings=other)))
    none = place.settings.model_copy(update={"timestamp_root": ""})
    verified = verify_installation(replace(place, settings=none))
    assert (verified.faults, verified.archived) == ((), 0)
    assert [each.severity for each in verified.notices] == [Severity.NOTICE]
    text.unlink()
    assert any("lacks the text" in each for each in faults(place))


def test_an_authority_that_misbehaves_leaves_nothing(place, authority, authorities):
    stale = authority.stamp(_query(b"another text"))
    for answer in ((302, b""), (500, b"no"), (200, b"no time stamp"), (200, b"x" * 70_000), (200, stale)):
        authority.answer = answer
        with pytest.raises(StampFailed):
            stamp_newest(place, authority.url)
    authority.answer, authority.folder = None, authorities[1]
    with pytest.raises(StampFailed):
        stamp_newest(place, authority.url)
    for url in ("http://timestamps.example.org/", "ftp://127.0.0.1/", "http://127.0.0.1:1/"):
        with pytest.raises(StampFailed):
            ask(url, b"text")
    assert not stamps_folder(place).exists()


def _query(content):
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    return TimestampRequestBuilder().data(content).hash_algorithm(HashAlgorithm.SHA256).build().as_bytes()


def test_the_command_stamps_by_its_setting_and_says_what_is_missing(place, authority):
    known = {
        "SCREENING_DATA": str(place.settings.data),
        "SCREENING_DATABASE_URL": place.settings.database_url,
        "SCREENING_TIMESTAMP_ROOT": place.settings.timestamp_root,
    }
    said = CliRunner().invoke(main, ["audit", "stamp"], env=known)
    assert said.exit_code == 2
    assert "SCREENING_TIMESTAMP_URL" in said.output
    said = CliRunner().invoke(
        main, ["audit", "stamp"], env={**known, "SCREENING_TIMESTAMP_URL": authority.url}
    )
    assert said.exit_code == 0, said.output
    with place.database.read() as session:
        assert f"Stamped: entry {head_of(session).sequence}, " in said.output
