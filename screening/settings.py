"""Configuration: read once from the environment, frozen, and refused where it would be unsafe.

Every variable begins with SCREENING_ and stands in docs/operate.md. What is written down here opens no door by
itself: the key signs receipts and sessions, so a short or well-known one is refused, and a data folder that
others on the machine may read is refused too.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from screening.errors import ScreeningError
from screening.mail_address import is_mail_address
from screening.privacy_notice import PrivacyNotice
from screening.private_addresses import OWN_NAMES, in_address, is_loopback, is_private

_KNOWN_KEYS = ("changeme", "secret", "password", "development", "insecure")
_KEY_FILE = "secret.key"
# RFC 8314 for TLS, RFC 6409 for STARTTLS, RFC 5321 for neither.
_SMTP_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_MAIL_HOST = re.compile(r"[A-Za-z0-9.:-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]")
_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/[A-Za-z0-9._-]+)*/?")
_SITE = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+/?")


class ConfigUnsafe(ScreeningError):
    """The configuration asks for something that cannot be served safely; nothing was started."""

    code = "config-unsafe"
    status = 500


class Settings(BaseSettings):
    """What the service is told by its environment."""

    model_config = SettingsConfigDict(env_prefix="SCREENING_", frozen=True, extra="ignore")

    data: Path = Path("screening-data")  # the data folder
    database_url: str = ""  # empty: SQLite in the data folder
    # Where uploads and reports are kept: folder, database, s3://bucket/prefix, or auto, as the database suggests
    file_store: str = "auto"
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=1, le=65_535)
    public_url: str = ""  # how people reach the pages, https://…; empty: host and port
    trusted_proxies: int = Field(default=0, ge=0, le=4)  # in front, whose X-Forwarded headers are believed
    oidc_issuer: str = ""  # the OpenID provider by which people may sign in; empty: none
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_label: str = "your institution"  # as the button says it: Sign in with …
    oidc_scopes: str = "openid profile email"
    oidc_groups_claim: str = "groups"  # in which the provider names somebody's groups
    oidc_group_roles: str = ""  # group=team:role, …; empty: administrators give roles
    # who must have a second factor beside a password; "off" offers it to nobody and still asks who has one
    two_factor: Literal["off", "optional", "administrators", "everybody"] = "optional"
    secret_key: SecretStr = SecretStr("")  # empty: the key file of the data folder
    # Without accounts: who brings it may do everything; empty: new at each start
    token: SecretStr = SecretStr("")
    # Worker processes that `serve` starts; one per core is enough
    workers: int = Field(default=1, ge=0, le=64)
    web_processes: int = Field(default=2, ge=1, le=32)
    call_seconds: float = Field(default=10.0, ge=0.1, le=600)  # of a processor that one call may take
    calls_at_once: int = Field(default=4, ge=1, le=64)  # of one key that are answered at the same time
    chunk_size: int = Field(default=1_000, ge=1, le=20_000)  # distinct subjects a step: about a second's work
    # Rows of a CSV list, beside its header, that a run takes; a longer one is refused
    max_rows: int = Field(default=100_000, ge=100_000, le=100_000_000)
    # Rows of a part of a report; a CSV list of more rows is read as a stream, and its report comes in parts
    part_rows: int = Field(default=100_000, ge=10, le=100_000)
    lease_seconds: float = Field(default=12.0, ge=2, le=300)  # silence after which a worker counts as gone
    retain_days: int = Field(default=90, ge=1, le=3_650)  # uploads, interim results and reports
    # Checks that somebody kept; five years, as export law asks of records (15 CFR 762.6)
    retain_check_days: int = Field(default=1_826, ge=1, le=36_500)
    # Keys behind subjects' hashes in the log, since an entry last named them; ten years, as decisions are kept
    retain_pseudonym_key_days: int = Field(default=3_653, ge=1, le=36_500)
    # Between asking to erase and erasing, so that it can be undone; a month is what Art. 12(3) GDPR allows for all
    erase_grace_days: int = Field(default=7, ge=0, le=30)
    # How people on lists learn of it, where the order does not say.
    privacy_notice: PrivacyNotice = PrivacyNotice.UNSAID
    # Whether `serve` asks the lists' publishers for newer editions, each by its cadence
    auto_update_lists: bool = True
    # Editions of lists; ten years, as records of decisions are kept
    lists_retain_days: int = Field(default=3_653, ge=1, le=36_500)
    # File or folder outside the data folder, to which heads of the log are archived; empty: none
    head_archive: str = ""
    timestamp_url: str = ""  # the time stamp authority (RFC 3161) that stamps heads of the log; empty: none
    timestamp_root: str = ""  # PEM file of the certificates by which its answers are checked
    watch_folder: str = ""  # of this server, from which watches may take newer files; empty: none
    webhook_hosts: str = ""  # hosts inside the institution that webhooks may call, parted by commas
    mail_host: str = ""  # the SMTP server that takes our mail; empty: no mail is sent
    mail_port: int = Field(default=0, ge=0, le=65_535)  # 0: 587 with STARTTLS, 465 with TLS, 25 without
    mail_security: Literal["starttls", "tls", "none"] = "starttls"  # none for a server on this machine only
    mail_user: str = ""  # empty: the server takes mail without signing in
    mail_password: SecretStr = SecretStr("")
    mail_password_file: str = ""  # a file that holds the password, where it is not given itself
    mail_from: str = ""  # the address that mail comes from
    mail_names: bool = False  # whether names of people and organisations that were screened may stand in mail
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @property
    def url(self) -> str:
        """The SQLAlchemy address of the database."""
        if not self.database_url:
            return f"sqlite:///{self.sqlite_file.absolute()}"
        return self.database_url.replace("postgres://", "postgresql://", 1).replace(
            "postgresql://", "postgresql+psycopg://", 1
        )

    @property
    def sqlite_file(self) -> Path:
        """Where SQLite's database lies, or would lie."""
        return self.data / "screening.sqlite"

    @property
    def public_address(self) -> str:
        """How the pages are reached, without a slash at the end."""
        return (self.public_url or f"http://{self.listens_at}").rstrip("/")

    @property
    def listens_at(self) -> str:
        """Host and port at which the service listens, as in an address."""
        return f"{in_address(self.host)}:{self.port}"

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is one file on this machine."""
        return self.url.startswith("sqlite")

    @property
    def watch_folder_path(self) -> Path | None:
        """The folder from which watches may take newer files, None where there is none."""
        return Path(self.watch_folder) if self.watch_folder else None

    @property
    def head_archive_path(self) -> Path | None:
        """The file or folder to which heads of the log are archived, None where there is none."""
        return Path(self.head_archive) if self.head_archive else None

    @property
    def sends_mail(self) -> bool:
        """Whether a server is configured that takes our mail."""
        return bool(self.mail_host)

    @property
    def smtp_port(self) -> int:
        """The port of the mail server."""
        return self.mail_port or _SMTP_PORTS[self.mail_security]

    @property
    def webhook_hosts_by_name(self) -> frozenset[str]:
        """The hosts inside the institution that webhooks may call."""
        return frozenset(name.strip().lower() for name in self.webhook_hosts.split(",")) - {""}

    @property
    def files_in_database(self) -> bool:
        """Whether uploads and reports are kept in the database, so that one address is all a machine needs."""
        return self.file_store == "database" or (self.file_store == "auto" and not self.is_sqlite)

    @property
    def files_in_object_store(self) -> bool:
        """Whether uploads and reports are kept in an object store, at the address that `file_store` is then."""
        return self.file_store.startswith("s3:")

    @property
    def files_folder(self) -> Path:
        """Where uploads and reports lie, or would lie, when they are kept in a folder."""
        return self.data / "files"


def read_settings() -> Settings:
    """Read and judge the environment.

    Raises:
        ConfigUnsafe: naming the variable and what to set it to.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise ConfigUnsafe(f"SCREENING_{name} cannot be used: {first['msg']}.") from error
    check_settings(settings)
    if os.environ.get("FLASK_DEBUG", "").lower() not in ("", "0", "false", "no"):
        raise ConfigUnsafe("FLASK_DEBUG would show strangers what fails inside; unset it.")
    return settings


def check_settings(settings: Settings) -> None:
    """Refuse a weak key, an unknown database, an address that is none, and a data folder that others may read."""
    key = settings.secret_key.get_secret_value()
    if key and (len(key) < 32 or len(set(key)) < 8 or key.lower().startswith(_KNOWN_KEYS)):
        raise ConfigUnsafe("SCREENING_SECRET_KEY must be at least 32 random characters; make another one.")
    token = settings.token.get_secret_value()
    if token and (len(token) < 32 or len(set(token)) < 8 or not re.fullmatch(r"[A-Za-z0-9._~-]+", token)):
        raise ConfigUnsafe(
            "SCREENING_TOKEN must be at least 32 random letters and digits; make another one, or leave it out."
        )
    if settings.database_url and not _is_postgresql(settings.url):
        raise ConfigUnsafe(
            "SCREENING_DATABASE_URL must be as postgresql://user@host/name; leave it empty for SQLite in the data folder."
        )
    if settings.file_store not in ("auto", "folder", "database") and not _BUCKET.fullmatch(
        settings.file_store
    ):
        # Not quoted: somebody may have written a key into the address.
        raise ConfigUnsafe(
            "SCREENING_FILE_STORE must be auto, folder, database, or a bucket as s3://bucket/prefix, without credentials."
        )
    if settings.public_url and not _SITE.fullmatch(settings.public_url):
        raise ConfigUnsafe(
            "SCREENING_PUBLIC_URL must be the pages' own address, as https://screening.example.org."
        )
    if is_loopback(settings.host) and in_address(settings.host) not in OWN_NAMES:
        raise ConfigUnsafe(
            f"SCREENING_HOST is {settings.host}; to serve this machine only, set it to 127.0.0.1, ::1 or localhost."
        )
    if settings.oidc_issuer and not (
        is_private(settings.oidc_issuer)
        and settings.oidc_client_id
        and settings.oidc_client_secret.get_secret_value()
    ):
        raise ConfigUnsafe(
            "SCREENING_OIDC_ISSUER must be https and come with SCREENING_OIDC_CLIENT_ID and SCREENING_OIDC_CLIENT_SECRET."
        )
    if settings.head_archive_path and settings.head_archive_path.resolve().is_relative_to(
        settings.data.resolve()
    ):
        raise ConfigUnsafe(
            "SCREENING_HEAD_ARCHIVE must lie outside the data folder: anybody who can change the log could change it too."
        )
    if settings.timestamp_url and not is_private(settings.timestamp_url):
        raise ConfigUnsafe("SCREENING_TIMESTAMP_URL must be https, as https://timestamps.example.org.")
    _check_mail(settings)
    if settings.data.exists() and settings.data.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigUnsafe(f"The data folder {settings.data} is open to other users; run chmod 700 on it.")


def _check_mail(settings: Settings) -> None:
    """Refuse mail that would travel in the clear, that nobody is named to have sent, or whose links lead nowhere."""
    if not settings.sends_mail:
        return
    if not _MAIL_HOST.fullmatch(settings.mail_host):
        raise ConfigUnsafe("SCREENING_MAIL_HOST must be the name of a mail server, as smtp.example.org.")
    if settings.mail_security == "none" and not is_loopback(settings.mail_host):
        raise ConfigUnsafe(
            "SCREENING_MAIL_SECURITY may be none only for a mail server on this machine; set it to starttls or tls."
        )
    if not is_mail_address(settings.mail_from):
        raise ConfigUnsafe("SCREENING_MAIL_FROM must be one e-mail address, as screening@example.org.")
    if not settings.public_url:
        # Without it the address of the request would be used, and who asks chooses that.
        raise ConfigUnsafe(
            "SCREENING_MAIL_HOST needs SCREENING_PUBLIC_URL, since links in mail begin with it; set both."
        )
    password = mail_password_of(settings)
    if bool(settings.mail_user) != bool(password):
        raise ConfigUnsafe(
            "SCREENING_MAIL_USER and SCREENING_MAIL_PASSWORD belong together; set both, or neither."
        )
    if not re.fullmatch(r"[ -~]*", settings.mail_user + password):
        raise ConfigUnsafe("SCREENING_MAIL_USER and SCREENING_MAIL_PASSWORD may hold ASCII characters only.")


def mail_password_of(settings: Settings) -> str:
    """Give the password for the mail server, as given or from its file; "" where there is none.

    Raises:
        ConfigUnsafe: both are given, or the file cannot be read or is open to others.
    """
    given = settings.mail_password.get_secret_value()
    if not settings.mail_password_file:
        return given
    if given:
        raise ConfigUnsafe("Set SCREENING_MAIL_PASSWORD or SCREENING_MAIL_PASSWORD_FILE, not both.")
    path = Path(settings.mail_password_file)
    try:
        if path.stat().st_mode & stat.S_IRWXO:
            raise ConfigUnsafe(f"The file {path} is open to other users; run chmod 600 on it.")
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigUnsafe(
            f"SCREENING_MAIL_PASSWORD_FILE is {path}, which cannot be read; name a file that holds the password."
        ) from error


def _is_postgresql(url: str) -> bool:
    """Whether an address is whole; backups, rights and terms know no SQLite outside the data folder."""
    try:
        said = urlsplit(url)
        _ = said.port  # which says whether it is one
    except ValueError:
        return False
    return said.scheme == "postgresql+psycopg" and said.path.strip("/") != ""


def make_data_folder(settings: Settings) -> None:
    """Make the data folder and all in it its owner's alone, and a random key in it where none is configured."""
    make_key(settings)
    if settings.is_sqlite:  # SQLite makes its file for everybody, and what it keeps beside it as that file is
        settings.sqlite_file.touch(mode=0o600)
    close_to_others(settings.data)


def make_key(settings: Settings) -> None:
    """Make the data folder where there is none, and a random key in it where none is configured."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = settings.data / _KEY_FILE
    if not settings.secret_key.get_secret_value() and not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())


def close_to_others(folder: Path) -> None:
    """Take from others every right in a data folder, so that a copy of it in an open place is closed too."""
    for path in folder.rglob("*"):
        if not path.is_symlink():
            with suppress(FileNotFoundError, PermissionError):  # gone meanwhile, or another account's
                path.chmod(0o700 if path.is_dir() else 0o600)


def key_of(settings: Settings) -> bytes:
    """Give the key that signs receipts and heads.

    Raises:
        ConfigUnsafe: there is none; the service was not initialised.
    """
    if given := settings.secret_key.get_secret_value():
        return given.encode()
    path = settings.data / _KEY_FILE
    if not path.exists():
        raise ConfigUnsafe("There is no key yet; run `screening init`, or set SCREENING_SECRET_KEY.")
    return path.read_bytes()
