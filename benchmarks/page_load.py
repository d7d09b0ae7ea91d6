"""How long a first page takes in a browser, and a check with many users at once, through the start command that is shipped.

    python -m benchmarks.page_load [--seconds 10] [--users 20] [--port 8912]

An installation of its own with as many accounts as users, each signed in with a session of its own. The pages are
loaded by Debian's Chromium with nothing kept from before: bytes as they were transferred, and the time until
everything was there. The checks go to the page's own address as htmx asks for it, each user on a connection of his
own; once every user asks again as soon as he is answered, and once every user asks once a second. Keeping a check is a
form with its proof. The load comes from this very machine and takes its part of the processors: how much of one it
took stands beside each figure, and how much the service took for an answer, which other work on the machine changes
less than it changes the times.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import statistics
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from benchmarks.api_load import GOOD, Coming, different_names, load, served
from screening.accounts import AccessRole, administration
from screening.accounts.one_time_links import FIRST_TEAM, set_password, set_up, set_up_link
from screening.context import AppContext, install, open_context
from screening.settings import Settings
from web.cookies import PLAIN

CHROMIUM = Path("/usr/bin/chromium")
PASSWORD = "correct horse battery"
PAGES = ("/sign-in", "/", "/lists/", "/overview")
_READY = "performance.getEntriesByType('navigation')[0].loadEventEnd > 0"
_MEASURED = """(() => {
  const page = performance.getEntriesByType("navigation")[0], rest = performance.getEntriesByType("resource");
  return [page.loadEventEnd, page.transferSize + rest.reduce((sum, each) => sum + each.transferSize, 0), 1 + rest.length];
})()"""


def signed_in(place: AppContext, users: int) -> list[str]:
    """The secrets of as many sessions, each of another person."""
    first = set_up(place, set_up_link(place), login="user0", name="User 0", team="Office", password=PASSWORD)
    secrets = [first]
    for number in range(1, users):
        login = f"user{number}"
        roles = {AccessRole.SCREENER, AccessRole.REVIEWER}
        _, link = administration.invite(place, login, login.title(), FIRST_TEAM, roles, by="person:bench")
        secrets.append(set_password(place, link, PASSWORD))
    return secrets


def page_loads(address: str, secret: str, times: int = 7) -> None:
    """Print bytes and times of first loads: in a browser that has kept nothing."""
    from playwright.sync_api import sync_playwright

    options = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=options)
        for path in PAGES:
            found = []
            for _ in range(times):
                context = browser.new_context(base_url=address)
                if path != "/sign-in":
                    context.add_cookies([{"name": PLAIN, "value": secret, "url": address}])
                page = context.new_page()
                page.goto(path, wait_until="load")
                page.wait_for_function(_READY)
                found.append(page.evaluate(_MEASURED))
                context.close()
            took = sorted(each[0] for each in found)
            print(
                f"first load of {path:10} {found[0][1] / 1000:6.1f} kB in {found[0][2]} files, median"
                f" {statistics.median(took):.0f} ms, slowest of {times} {took[-1]:.0f} ms"
            )
        browser.close()


def check(name: str, secret: str) -> bytes:
    """A check as the page asks for it."""
    path = f"/check?{urllib.parse.urlencode({'name': name})}"
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nHX-Request: true\r\nAccept-Encoding: gzip\r\n"
    return f"{head}Cookie: {PLAIN}={secret}\r\n\r\n".encode()


def keep(name: str, secret: str, proof: str) -> bytes:
    """A form that keeps a check."""
    body = urllib.parse.urlencode({"name": name, "proof": proof, "reference": "benchmark"}).encode()
    head = "POST /checks/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    return f"{head}Content-Length: {len(body)}\r\nCookie: {PLAIN}={secret}\r\n\r\n".encode() + body


def proof_of(port: int, secret: str) -> str:
    """What a form of this session carries."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/check?name=KU+Leuven", headers={"Cookie": f"{PLAIN}={secret}"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        found = re.search(r'name="proof" value="([^"]+)"', answer.read().decode())
    assert found
    return found.group(1)


def once_a_second(
    port: int, questions: list[list[bytes]], seconds: float, good: bytes = GOOD
) -> tuple[list[float], int]:
    """Seconds of every answer where each user asks once a second, not all at the same moment; and how many failed."""
    times: list[float] = []
    failed: list[int] = []
    began = time.perf_counter()

    def user(place: int, asked: list[bytes]) -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for turn, question in zip(range(int(seconds)), cycle(asked), strict=False):
                due = began + turn + place / len(questions)
                time.sleep(max(0.0, due - time.perf_counter()))
                sent, coming = time.perf_counter(), Coming(good)
                connection.sendall(question)
                while not coming.takes(connection.recv(262_144)):
                    pass
                times.append(time.perf_counter() - sent)
                failed.append(not coming.is_good)

    users = [threading.Thread(target=user, args=each) for each in enumerate(questions)]
    for each in users:
        each.start()
    for each in users:
        each.join()
    return times, sum(failed)


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of a processor that the service and this load have taken so far."""

    service: float
    load: float

    @staticmethod
    def so_far(first: int) -> Spent:
        """Of the processes under `first`, which serve, and of this one."""
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        stats = [Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in children]
        ticks = sum(int(each[11]) + int(each[12]) for each in stats)  # user and system, after state and ids
        return Spent(ticks / os.sysconf("SC_CLK_TCK"), time.process_time())


def measured(name: str, first: int, seconds: float, run: Callable[[], tuple[list[float], int]]) -> None:
    """Print two lines of figures: what the users saw, and what it took."""
    before = Spent.so_far(first)
    times, failed = run()
    after = Spent.so_far(first)
    ordered = sorted(times)
    at = {part: 1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))] for part in (0.5, 0.95, 0.99)}
    said = ", ".join(f"p{100 * part:.0f} {ms:.0f} ms" for part, ms in at.items())
    each = 1000 * (after.service - before.service) / len(times)
    print(f"{name:36} {len(times) / seconds:5.0f} a second, {said}, {failed} refused")
    print(
        f"  the service took {each:.1f} ms of a processor an answer, the load {(after.load - before.load) / seconds:.0%}"
        f" of one; load average {os.getloadavg()[0]:.1f}"
    )


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--port", type=int, default=8912)
    known, options = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        settings = Settings(data=data)
        install(settings)
        place = open_context(settings)
        secrets = signed_in(place, known.users)
        place.close()
        os.environ["SCREENING_DATA"] = str(data)
        with served(known.port, options) as first:
            if CHROMIUM.exists():
                page_loads(f"http://127.0.0.1:{known.port}", secrets[0])
            else:
                print("There is no /usr/bin/chromium here, so no page was loaded.")
            checks(first, known.port, secrets, known.seconds)


def checks(first: int, port: int, secrets: list[str], seconds: float) -> None:
    """Print how long checks take with all users at once, those that are kept as well."""
    names, users = different_names(), len(secrets)
    part = len(names) // 4
    proofs = [proof_of(port, secret) for secret in secrets]
    whose = list(zip(secrets, proofs, strict=True))
    asked = cycle([check(name, secrets[place % users]) for place, name in enumerate(names[:part])])
    load(port, asked, users, 2)
    measured("check, again at once", first, seconds, lambda: load(port, asked, users, seconds))
    apart = [
        [check(name, secret) for name in names[part + place : 2 * part : users]]
        for place, secret in enumerate(secrets)
    ]
    measured("check, once a second", first, seconds, lambda: once_a_second(port, apart, seconds))
    kept = cycle([keep(name, *whose[place % users]) for place, name in enumerate(names[2 * part : 3 * part])])
    measured(
        "check kept, again at once", first, seconds, lambda: load(port, kept, users, seconds, b"HTTP/1.1 303")
    )
    calm = [
        [keep(name, *of_user) for name in names[3 * part + place :: users]]
        for place, of_user in enumerate(whose)
    ]
    measured(
        "check kept, once a second",
        first,
        seconds,
        lambda: once_a_second(port, calm, seconds, b"HTTP/1.1 303"),
    )


if __name__ == "__main__":
    main()
