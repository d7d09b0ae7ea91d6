"""One call, to receivers that behave and to such as do not."""

import datetime
import socket
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from receiver import HERE, Receiver

from screening.webhooks.delivery import post

HERE_ALLOWED = frozenset({HERE, "receiver.test"})


def call(url, **more):
    return post(url, {"webhook-id": "evt_1"}, b"{}", HERE_ALLOWED, **more)


def test_a_receiver_gets_path_headers_and_body_and_its_status_comes_back(receiver):
    answer = call(receiver.url)
    assert (answer.status, answer.code, answer.delivered) == (200, "", True)
    ((headers, body),) = receiver.got
    assert (headers["webhook-id"], headers["content-type"], body) == ("evt_1", "application/json", b"{}")
    assert headers["host"] == f"{HERE}:{receiver.port}"
    receiver.status = 503
    assert call(receiver.url).code == "refused"


def test_the_judged_address_is_connected_to_and_the_name_asked_once(receiver):
    asked = []

    def lookup(host, port):
        asked.append(host)
        return [(socket.AF_INET, (HERE, port))]

    url = f"http://receiver.test:{receiver.port}/"  # a name that no resolver of this machine knows
    assert call(url, lookup=lookup).delivered
    assert asked == ["receiver.test"]
    assert receiver.got[0][0]["host"] == f"receiver.test:{receiver.port}"


def test_no_redirect_is_followed(receiver):
    receiver.status, receiver.headers = 307, {"Location": receiver.url}
    answer = call(receiver.url)
    assert (answer.status, answer.code, answer.delivered) == (307, "sent-elsewhere", False)
    assert len(receiver.got) == 1


@pytest.mark.parametrize(
    "said", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 2000 OK\r\n", b"x" * 100_000, b"HTTP/1.1 200 OK"]
)
def test_what_does_not_speak_http_has_received_nothing(odd_receiver, said):
    answer = call(odd_receiver(said))
    assert not answer.delivered
    assert answer.code in ("no-http", "not-reached")


def test_a_receiver_that_drips_is_left_at_the_deadline(odd_receiver):
    stop = threading.Event()
    try:
        answer = call(odd_receiver(*[b"H"] * 1_000, pause=stop), seconds=0.3)
        assert (answer.status, answer.code) == (0, "too-slow")
        assert call(odd_receiver(pause=stop), seconds=0.3).code == "too-slow"
    finally:
        stop.set()


def test_nobody_there_is_said_so():
    with socket.create_server((HERE, 0)) as taken:
        port = taken.getsockname()[1]
    assert call(f"http://{HERE}:{port}/").code == "not-reached"


def certificate(folder, name):
    """A certificate that signs itself, for a host name; its file and a server's context."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / f"{name}.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    both = folder / f"{name}.both.pem"
    both.write_bytes(private + file.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return file, context


def test_tls_needs_a_trusted_certificate_of_the_very_host(tmp_path, monkeypatch):
    file, context = certificate(tmp_path, "receiver.test")
    receiver = Receiver(context)

    def lookup(_host, port):
        return [(socket.AF_INET, (HERE, port))]

    try:
        url = f"https://receiver.test:{receiver.port}/"
        assert call(url, lookup=lookup).code == "not-trusted"
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        assert call(url, lookup=lookup).delivered
        assert call(url.replace("receiver.test", HERE), lookup=lookup).code == "not-trusted"
        assert len(receiver.got) == 1
    finally:
        receiver.close()
