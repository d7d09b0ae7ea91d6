"""Configuration refuses what is unsafe, and every setting is documented."""

import os
import re
import stat
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import SecretStr

from screening.cli import main
from screening.context import install, open_context
from screening.private_addresses import is_loopback
from screening.settings import (
    ConfigUnsafe,
    Settings,
    check_settings,
    key_of,
    mail_password_of,
    make_data_folder,
    read_settings,
)
from screening.storage.tables import StepAttempt

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("key", ["short", "changeme" * 8, "a" * 64, "password-password-password-password"])
def test_a_weak_key_is_refused(tmp_path, key):
    with pytest.raises(ConfigUnsafe, match="SCREENING_SECRET_KEY"):
        check_settings(Settings(data=tmp_path / "data", secret_key=key))


def test_a_data_folder_that_others_may_read_is_refused(tmp_path):
    settings = Settings(data=tmp_path / "data")
    make_data_folder(settings)
    check_settings(settings)
    settings.data.chmod(0o750)
    with pytest.raises(ConfigUnsafe, match="chmod 700"):
        check_settings(settings)


@pytest.mark.parametrize(
    "url",
    [
        "mysql://x/y",
        "postgres",
        "http://x",
        "sqlite:////tmp/elsewhere.db",
        "postgresql://host",
        "postgresql://host:port/name",
    ],
)
def test_another_database_is_refused(tmp_path, url):
    with pytest.raises(ConfigUnsafe, match="SCREENING_DATABASE_URL"):
        check_settings(Settings(data=tmp_path / "data", database_url=url))


@pytest.mark.parametrize(
    "url", ["postgresql://me:p%40@host:5432/name", "postgres:///name?host=/run/postgresql"]
)
def test_an_address_of_postgresql_may_be_short_or_long(tmp_path, url):
    check_settings(Settings(data=tmp_path / "data", database_url=url))


def test_nothing_in_the_data_folder_is_open_to_others_whatever_the_umask(tmp_path):
    settings = Settings(data=tmp_path / "data")
    before = os.umask(0)
    try:
        install(settings)
        with open_context(settings).database.write() as session:
            session.add(StepAttempt(step="1", run_id="1"))
            beside = {path.name: path.stat().st_mode & 0o777 for path in settings.data.iterdir()}
    finally:
        os.umask(before)
    assert {"screening.sqlite", "screening.sqlite-wal", "secret.key"} <= beside.keys()
    assert set(beside.values()) == {0o600}
    (settings.data / "screening.sqlite").chmod(0o644)  # as it was made once
    install(settings)
    assert (settings.data / "screening.sqlite").stat().st_mode & 0o777 == 0o600


def test_a_database_that_is_not_there_is_said_in_words_with_what_its_driver_says(tmp_path, monkeypatch):
    monkeypatch.setenv("SCREENING_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SCREENING_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    for words in (["init"], ["runs", "list"]):
        said = CliRunner().invoke(main, words)
        assert said.exit_code == 2
        assert "cannot be reached" in said.output
        assert "[storage-away]" in said.output
        assert "port 1" in said.output
        assert "Traceback" not in said.output


def test_a_value_of_the_wrong_kind_is_refused_by_its_name(monkeypatch, tmp_path):
    monkeypatch.setenv("SCREENING_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SCREENING_PORT", "none")
    with pytest.raises(ConfigUnsafe, match="SCREENING_PORT"):
        read_settings()


@pytest.mark.parametrize(("given", "refused"), [("1", True), ("true", True), ("0", False), ("", False)])
def test_a_start_in_debug_mode_is_refused(monkeypatch, tmp_path, given, refused):
    monkeypatch.setenv("SCREENING_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FLASK_DEBUG", given)
    with pytest.raises(ConfigUnsafe, match="FLASK_DEBUG") if refused else nullcontext():
        read_settings()


KEY = {"SCREENING_SECRET_KEY": "changeme-changeme-changeme-changeme"}
DEBUG = {"FLASK_DEBUG": "1"}
OPEN = {"SCREENING_OPEN": "1"}  # for this test: the data folder may be read by others


# Each fault by one command, and each command with a fault: a process takes seconds to start.
@pytest.mark.parametrize(
    ("command", "unsafe", "words"),
    [
        ("worker", KEY, "SCREENING_SECRET_KEY"),
        ("worker", DEBUG, "FLASK_DEBUG"),
        ("worker", OPEN, "chmod 700"),
        ("serve", DEBUG, "FLASK_DEBUG"),
        ("gunicorn", OPEN, "chmod 700"),
    ],
)
def test_no_start_command_starts_what_is_unsafe(tmp_path, command, unsafe, words):
    """W14, as processes: each says why on its last line and ends at once."""
    data = tmp_path / "data"
    data.mkdir(mode=0o755 if "SCREENING_OPEN" in unsafe else 0o700)
    data.chmod(0o755 if "SCREENING_OPEN" in unsafe else 0o700)
    words_of = {"gunicorn": ["-c", "import wsgi"]}
    program = [sys.executable, *words_of.get(command, ["-m", "screening", command])]
    environment = {**os.environ, "SCREENING_DATA": str(data), "SCREENING_PORT": "1", **unsafe}
    ended = subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert ended.returncode
    assert words in ended.stderr.strip().splitlines()[-1]
    assert list(data.iterdir()) == []


def test_a_fresh_folder_and_its_key_are_for_the_owner_alone(tmp_path):
    settings = Settings(data=tmp_path / "data")
    make_data_folder(settings)
    key = key_of(settings)
    make_data_folder(settings)
    assert key_of(settings) == key
    assert len(key) >= 32
    assert stat.S_IMODE(settings.data.stat().st_mode) == 0o700
    assert stat.S_IMODE((settings.data / "secret.key").stat().st_mode) == 0o600


def test_without_a_key_nothing_is_signed(tmp_path):
    with pytest.raises(ConfigUnsafe, match="screening init"):
        key_of(Settings(data=tmp_path / "data"))


def test_the_key_is_never_shown(tmp_path):
    settings = Settings(data=tmp_path, secret_key="0123456789abcdefghijklmnopqrstuvwxyz")
    assert "0123456789" not in repr(settings)


def test_every_setting_stands_in_the_operators_page():
    said = (ROOT / "docs/operate.md").read_text(encoding="utf-8")
    missing = [name for name in Settings.model_fields if f"`SCREENING_{name.upper()}`" not in said]
    assert missing == []
    named = set(re.findall(r"`SCREENING_([A-Z_]+)`", said))
    assert named


MAIL = {
    "mail_host": "smtp.example.org",
    "mail_from": "screening@example.org",
    "public_url": "https://screening.example.org",
}


@pytest.mark.parametrize(
    ("changes", "port"),
    [
        ({}, 587),
        ({"mail_security": "tls"}, 465),
        ({"mail_security": "tls", "mail_port": 2465}, 2465),
        ({"mail_security": "none", "mail_host": "127.0.0.1"}, 25),
        ({"mail_security": "none", "mail_host": "[::1]"}, 25),
        ({"mail_security": "none", "mail_host": "localhost"}, 25),
        ({"mail_user": "us", "mail_password": "words"}, 587),
    ],
)
def test_mail_is_off_until_a_server_is_set_and_encrypted_unless_it_is_on_this_machine(changes, port):
    assert not Settings().sends_mail
    settings = Settings(**MAIL | changes)
    check_settings(settings)
    assert (settings.sends_mail, settings.smtp_port) == (True, port)


@pytest.mark.parametrize(
    ("changes", "variable"),
    [
        ({"mail_security": "none"}, "MAIL_SECURITY"),
        ({"mail_security": "none", "mail_host": "10.0.0.25"}, "MAIL_SECURITY"),
        ({"mail_security": "none", "mail_host": "127.0.0.1.example.org"}, "MAIL_SECURITY"),
        ({"mail_host": "smtp.example.org/x"}, "MAIL_HOST"),
        ({"mail_host": "smtp.example.org\n"}, "MAIL_HOST"),
        ({"mail_from": ""}, "MAIL_FROM"),
        ({"mail_from": "screening@example.org\r\nBcc: eve@evil.example"}, "MAIL_FROM"),
        ({"mail_from": "Us <screening@example.org>"}, "MAIL_FROM"),
        ({"public_url": ""}, "PUBLIC_URL"),
        ({"mail_user": "us"}, "MAIL_PASSWORD"),
        ({"mail_password": "words"}, "MAIL_USER"),
        ({"mail_user": "us", "mail_password": "wörter"}, "ASCII"),
    ],
)
def test_mail_that_could_be_read_on_its_way_or_leads_nowhere_is_refused_in_one_sentence(changes, variable):
    with pytest.raises(ConfigUnsafe, match=variable) as refused:
        check_settings(Settings(**MAIL | changes))
    assert refused.value.sentence.endswith(".")
    assert "words" not in refused.value.sentence


def test_the_password_for_mail_may_stand_in_a_file_that_others_cannot_read(tmp_path):
    file = tmp_path / "password"
    file.write_text("open sesame\n")
    file.chmod(0o600)
    settings = Settings(**MAIL, mail_user="us", mail_password_file=str(file))
    check_settings(settings)
    assert mail_password_of(settings) == "open sesame"
    assert "sesame" not in repr(settings)
    file.chmod(0o644)
    with pytest.raises(ConfigUnsafe, match="chmod 600"):
        check_settings(settings)
    file.unlink()
    with pytest.raises(ConfigUnsafe, match="SCREENING_MAIL_PASSWORD_FILE"):
        check_settings(settings)
    with pytest.raises(ConfigUnsafe, match="not both"):
        mail_password_of(settings.model_copy(update={"mail_password": SecretStr("x")}))


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080"),
        ("localhost", "http://localhost:8080"),
        ("::1", "http://[::1]:8080"),
        ("[::1]", "http://[::1]:8080"),
        ("2001:db8::7", "http://[2001:db8::7]:8080"),
    ],
)
def test_the_printed_address_is_one_that_opens(host, address):
    settings = Settings(host=host)
    check_settings(settings)
    assert settings.public_address == address
    assert is_loopback(settings.host) == ("db8" not in host)


@pytest.mark.parametrize("host", ["127.0.0.2", "[0:0:0:0:0:0:0:1]"])
def test_another_name_of_this_machine_is_refused_since_its_pages_would_answer_nobody(host):
    with pytest.raises(ConfigUnsafe, match=r"SCREENING_HOST .* set it to 127\.0\.0\.1"):
        check_settings(Settings(host=host))
