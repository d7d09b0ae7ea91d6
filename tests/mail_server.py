"""A mail server that really listens: it keeps what it is given, and refuses what it is told to."""

import asyncio
import datetime
import ssl
import threading
from email import message_from_bytes, policy

from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HERE = "127.0.0.1"
USER, PASSWORD = "screening", "open sesame"


class MailServer:
    """A server on this machine; `refusals` are answered to recipients in turn, `on_data` is called with each mail."""

    def __init__(self, certificate=None, *, starttls=True, login=False):
        self.got, self.refusals, self.logins, self.on_data = [], [], [], lambda: None
        context = certificate[1] if certificate else None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

        def protocol():
            return SMTP(
                self,
                hostname="mail.test",
                tls_context=context if starttls else None,
                require_starttls=bool(context and starttls),
                auth_required=login,
                auth_require_tls=bool(context and starttls),
                authenticator=self._authenticate if login else None,
                loop=self._loop,
            )

        from_the_start = None if starttls else context
        self._server = self._do(self._loop.create_server(protocol, HERE, 0, ssl=from_the_start))
        self.port = self._server.sockets[0].getsockname()[1]

    @property
    def messages(self):
        """The mails as they came, parsed."""
        return [message_from_bytes(content, policy=policy.default) for _, content in self.got]

    def close(self):
        async def end():
            self._server.close()
            for each in asyncio.all_tasks() - {asyncio.current_task()}:
                each.cancel()

        self._do(end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def _authenticate(self, _server, _session, _envelope, _mechanism, given):
        self.logins.append((given.login.decode(), given.password.decode()))
        return AuthResult(success=self.logins[-1] == (USER, PASSWORD), handled=False)

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        if self.refusals:
            return self.refusals.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.got.append((list(envelope.rcpt_tos), envelope.content))
        self.on_data()
        return "250 kept"


def certificate(folder, name="localhost"):
    """A certificate that signs itself, for a host name; its file and a server's context."""
    key, known_as = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]),
    )
    start = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(known_as)
        .issuer_name(known_as)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file, key_file = folder / f"{name}.pem", folder / f"{name}.key"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key_file)
    return file, context
