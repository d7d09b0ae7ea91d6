"""What somebody could read from how long an answer takes: whether an account exists, whether another team has a thing.

    python -m benchmarks.what_times_tell [--times 100]

Three ways to fail to sign in (a known name and a wrong password, a name nobody has, a disabled account) and two ids that are not the caller's (another team's kept check, and none at all) are tried in turn, in an order that
changes each time, so that other work on the machine falls on all alike. What counts is the ratio of the medians within
one run, and how often a single answer of the one kind takes longer than one of the other: one half where times tell
nothing. The tests hold the work itself to be the same; nothing here is a limit.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

from flask.testing import FlaskClient

from benchmarks.page_load import PASSWORD, signed_in
from screening.accounts import AccessRole, administration
from screening.accounts.one_time_links import FIRST_TEAM, set_password
from screening.context import AppContext, install, open_context
from screening.settings import Settings
from web.app import create_app
from web.config import Config
from web.cookies import PLAIN

_HERE = "http://localhost"
_TRIES = 4  # at one account, before it has to wait
_BY = "person:benchmark"


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=100)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder) / "data")
        install(settings)
        place = open_context(settings)
        secret = signed_in(place, 1)[0]
        app = create_app(Config(rates=Path(folder) / "rates"), context=place)
        tell(failures(place, app.test_client(), times), times)
        tell(absences(place, app.test_client(), secret), times)
        place.close()


def tell(ways: dict[str, Callable[[], int]], times: int) -> None:
    """Try all ways in turn; print the median of each, and how the first compares with the others."""
    took: dict[str, list[float]] = {name: [] for name in ways}
    order, chance, statuses = list(ways), random.Random(1), set()
    for _ in range(times):
        chance.shuffle(order)
        for name in order:
            began = time.perf_counter()
            statuses.add(ways[name]())
            took[name].append(time.perf_counter() - began)
    first, *others = ways
    medians = {name: statistics.median(each) for name, each in took.items()}
    print(f"{first}: {1000 * medians[first]:.1f} ms ({times} times, every answer {statuses})")
    for name in others:
        longer = sum(one > other for one in took[first] for other in took[name]) / times**2
        print(
            f"  {name}: {1000 * medians[name]:.1f} ms, ratio {medians[first] / medians[name]:.3f};"
            f" the first takes longer in {longer:.0%} of all pairs"
        )


def failures(place: AppContext, client: FlaskClient, times: int) -> dict[str, Callable[[], int]]:
    """Ways to fail to sign in, each with as many accounts and addresses as the limits ask for."""
    needed = range(times // _TRIES + 1)
    for kind in ("known", "disabled"):
        for number in needed:
            person, link = administration.invite(
                place, f"{kind}{number}", "A B", FIRST_TEAM, {AccessRole.SCREENER}, by=_BY
            )
            set_password(place, link, PASSWORD)
            if kind == "disabled":
                administration.disable(place, person.id, by=_BY)
    proof = _proof(client.get("/sign-in", base_url=_HERE).text)
    counts = {kind: count() for kind in ("known", "nobody", "disabled")}

    def tried(kind: str) -> Callable[[], int]:
        def do() -> int:
            number = next(counts[kind])
            login = f"{kind}{number // _TRIES}"
            address = f"127.{len(kind)}.{number // 250}.{number % 250}"
            form = {"proof": proof, "login": login, "password": "wrong horse battery"}
            here = {"REMOTE_ADDR": address}
            return client.post("/sign-in", data=form, environ_base=here, base_url=_HERE).status_code

        return do

    return {
        "sign-in with a wrong password": tried("known"),
        "a name that nobody has": tried("nobody"),
        "a disabled account": tried("disabled"),
    }


def absences(place: AppContext, client: FlaskClient, secret: str) -> dict[str, Callable[[], int]]:
    """Another team's kept check, and one that does not exist, asked for by somebody who may see neither."""
    team = administration.add_team(place, "Others", by=_BY)
    _, link = administration.invite(place, "other", "A B", team, {AccessRole.SCREENER}, by=_BY)
    client.set_cookie(PLAIN, set_password(place, link, PASSWORD))
    page = client.get("/check?name=KU+Leuven", base_url=_HERE).text
    form = {"proof": _proof(page), "name": "KU Leuven"}
    theirs = client.post("/checks/", data=form, base_url=_HERE).headers["Location"]
    assert client.get(theirs, base_url=_HERE).status_code == 200
    client.set_cookie(PLAIN, secret)

    def asked(address: str) -> Callable[[], int]:
        return lambda: client.get(address, base_url=_HERE).status_code

    return {"another team's check": asked(theirs), "no check at all": asked("/checks/" + 32 * "0")}


def _proof(page: str) -> str:
    found = re.search(r'name="proof" value="([^"]+)"', page)
    assert found
    return found.group(1)


if __name__ == "__main__":
    main()
