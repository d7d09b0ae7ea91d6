"""Nothing but the fetcher speaks to the outside, and it does so as the machine's owner set it."""

import ast
import socket
from pathlib import Path
from threading import Thread

import pytest
from publisher import NAMES, Answer, un_xml

from watchlists.catalogue import CATALOGUE, read_entry
from watchlists.errors import CatalogueInvalid, FetchFailed
from watchlists.model import Source
from watchlists.updates.fetch import AGENT, FetchRules, fetch

ROOT = Path(__file__).parents[3]
WAYS = {"requests", "urllib.request", "urllib3", "http.client", "httpx", "aiohttp", "ftplib", "smtplib"}
KNOWN = {"watchlists/updates/fetch.py"}


def modules_imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_no_other_module_of_watchlists_can_ask_anybody():
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "watchlists").rglob("*.py")
        if any(name == way or name.startswith(f"{way}.") for name in modules_imported(path) for way in WAYS)
    }
    assert found == KNOWN


def test_we_say_who_we_are_and_send_nothing_else(world):
    world.update(Answer(un_xml(NAMES)))
    (asked,) = world.publisher.asked
    assert asked[1]["User-Agent"] == AGENT
    assert set(asked[1]) <= {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}


def test_the_proxy_of_the_environment_is_asked_in_the_publishers_place(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        first_lines = []

        def serve():
            connection, _ = proxy.accept()
            with connection:
                first_lines.append(connection.recv(4096).splitlines()[0])

        thread = Thread(target=serve, daemon=True)
        thread.start()
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.getsockname()[1]}")
        monkeypatch.setenv("NO_PROXY", "")
        monkeypatch.setenv("no_proxy", "")
        source = Source("https://lists.example.org/l.xml", ("lists.example.org",), "un-xml", ("text/xml",))
        with pytest.raises(FetchFailed):
            fetch(source, rules=FetchRules(attempts=1, connect_seconds=5, silent_seconds=5))
        thread.join(5)
    assert [line.rpartition(b" ")[0] for line in first_lines] == [b"CONNECT lists.example.org:443"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('url = "http://scsanctions.un.org/x"', "must be https"),
        ('url = "https://example.org/x"', "on one of its hosts"),
        ('adress = "https://scsanctions.un.org/x"', "adress"),
    ],
)
def test_a_source_that_is_not_https_on_its_hosts_is_no_source(tmp_path, line, sentence):
    text = (CATALOGUE / "un-sc-consolidated.toml").read_text(encoding="utf-8")
    start = text.index("url = ", text.index("[source]"))
    changed = text[:start] + line + text[text.index("\n", start) :]
    (tmp_path / "un-sc-consolidated.toml").write_text(changed, encoding="utf-8")
    with pytest.raises(CatalogueInvalid, match=sentence):
        read_entry(tmp_path / "un-sc-consolidated.toml")
