"""Guessing at a password: strangers are slowed wherever they are, and never keep the owner out of a known browser."""

import subprocess
import sys
from contextlib import suppress

import pytest

from screening.accounts import sessions
from screening.accounts.accounts import find
from screening.accounts.devices import DeviceCookie
from screening.accounts.sign_in_attempts import BY_ACCOUNT, BY_BLOCK, BY_DEVICE, BY_WIDE_BLOCK
from web.pages.sign_in_attempts import Attempts, TooManyByStrangers
from web.rates import TooMany

LOGIN = "ana@office.example"
PROCESS = """
import sys
from screening.context import open_context
from screening.settings import Settings
from web.pages.sign_in_attempts import Attempts
from web.rates import TooMany
data, url, login, address = sys.argv[1:]
place = open_context(Settings(data=data, database_url=url))
for _ in range(4):
    try:
        Attempts(place).begin(login, address)
        print("looked at")
    except TooMany:
        print("refused")
"""


@pytest.fixture
def attempts(place):
    return Attempts(place)


@pytest.fixture
def device(place, first):
    """The secret of a browser in which Ana signed in."""
    with place.database.read() as session:
        ana = find(session, LOGIN)
        session.expunge_all()
    sessions.begin(place, ana, "Firefox", "password", DeviceCookie("", "of Ana's browser"))
    return "of Ana's browser"


@pytest.fixture
def tried(attempts):
    """Try once from each address; gives how many tries were looked at."""

    def do(addresses, login=LOGIN, device=""):
        looked_at = 0
        for address in addresses:
            with suppress(TooMany):
                attempts.begin(login, address, device)
                looked_at += 1
        return looked_at

    return do


def scattered(count, first=0):
    """IPv4 addresses of as many networks."""
    return [f"{20 + n // 250}.{n % 250}.7.1" for n in range(first, first + count)]


def test_six_wrong_tries_of_strangers_anywhere_do_not_keep_the_owner_out_of_a_known_browser(
    attempts, tried, device
):
    assert tried(scattered(6)) == 6
    assert tried(["192.0.2.7"] * 6) == 5
    assert tried(scattered(50, first=100)) == 20 - 6 - 5
    attempts.begin(LOGIN, "198.51.100.9", device)
    attempts.begin(LOGIN, "192.0.2.7", device)  # even from where a stranger was stopped


def test_strangers_cannot_use_up_a_device_that_is_not_theirs(tried, device):
    assert tried(["192.0.2.7"] * 30, device="a device of theirs") == 5
    assert tried(["198.51.100.9"], device=device) == 1


def test_a_thousand_addresses_try_no_more_often_than_the_account_allows(tried, clock):
    ((an_hour, _), (a_day, _)) = BY_ACCOUNT
    assert tried(scattered(1_000)) == an_hour
    looked_at = an_hour
    for hour in range(1, 24):
        clock.moved(hours=1)
        looked_at += tried(scattered(an_hour + 1, first=2_000 + 30 * hour))
    assert looked_at == a_day <= 100  # NIST SP 800-63B, 5.2.2


def test_a_network_full_of_addresses_counts_as_one(tried):
    assert tried([f"2001:db8:1:2::{n:x}" for n in range(9)]) == 5
    most, _ = BY_BLOCK
    names = [f"person{n}" for n in range(most + 1)]
    looked_at = [tried([f"2001:db8:7:7:{n:x}::1"], name) for n, name in enumerate(names)]
    assert looked_at == [1] * most + [0]


def test_one_ipv4_address_counts_the_same_however_it_is_written(tried):
    assert tried(["192.0.2.7", "::ffff:192.0.2.7", "::ffff:c000:207"] * 2) == 5


def test_a_site_with_many_networks_and_four_neighbours_in_one_are_bounded_too(tried):
    most, _ = BY_WIDE_BLOCK
    for pattern in ("2001:db8:5:{:x}::1", "203.0.113.{}"):
        names = [f"{pattern} {n}" for n in range(most + 1)]
        looked_at = [tried([pattern.format(n)], name) for n, name in enumerate(names)]
        assert sum(looked_at) == most


def test_a_known_browser_has_its_own_limit_and_its_cookie_opens_nothing_more(tried, device, clock):
    ((at_once, _), _, (a_day, _)) = BY_DEVICE
    assert tried(scattered(9), device=device) == at_once
    looked_at = at_once
    for _ in range(30):
        clock.moved(minutes=15)
        looked_at += tried(scattered(9), device=device)
    assert looked_at == a_day
    assert tried(["192.0.2.7"]) == 1  # what was tried there is no stranger's


def test_the_device_of_one_person_is_nothing_to_the_account_of_another(tried, device):
    assert tried(["192.0.2.7"] * 9, login="bo", device=device) == 5


def test_who_succeeds_gives_strangers_elsewhere_no_more_tries(attempts, tried):
    assert tried(scattered(18)) == 18
    attempts.succeeded(attempts.begin(LOGIN, "192.0.2.7"))
    assert tried(scattered(9, first=100)) == 2


def test_who_succeeds_starts_afresh_where_he_is(attempts, tried, device):
    for sent in ("", device):
        assert tried(["192.0.2.7"] * 4, device=sent) == 4
        attempts.succeeded(attempts.begin(LOGIN, "192.0.2.7", sent))
        assert tried(["192.0.2.7"] * 9, device=sent) == 5


def test_the_refusal_says_what_the_owner_can_do_and_is_the_same_for_an_unknown_name(attempts, tried, first):
    said = []
    for login in (LOGIN, "nobody"):
        tried(scattered(20), login)
        with pytest.raises(TooManyByStrangers) as refused:
            attempts.begin(login, "192.0.2.7")
        said.append(refused.value.sentence)
        assert 0 < refused.value.facts["retry_after"] <= 3_600
    assert said[0] == said[1]
    assert "ask an administrator for a one-time link" in said[0]


def test_codes_have_limits_of_their_own_and_strangers_do_not_use_up_a_known_browsers(
    attempts, tried, device, clock
):
    def codes(sent):
        looked_at = 0
        for _ in range(9):
            with suppress(TooMany):
                attempts.code(LOGIN, sent)
                looked_at += 1
        return looked_at

    assert tried(scattered(30)) == 20  # passwords
    assert codes("") == 5
    assert codes(device) == 5
    looked_at = 5
    for _ in range(50):
        clock.moved(minutes=15)
        looked_at += codes("")
    assert looked_at == 30


def test_processes_that_try_at_once_share_the_counts(settings, place):
    words = [str(settings.data), settings.database_url, LOGIN, "192.0.2.7"]
    started = [
        subprocess.Popen([sys.executable, "-c", PROCESS, *words], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = "".join(each.communicate(timeout=300)[0] for each in started)
    assert (said.count("looked at"), said.count("refused")) == (5, 3)
