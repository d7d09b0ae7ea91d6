"""Where calls may go: nothing inside is reached by any spelling, unless its host is named."""

import socket

import pytest

from screening.webhooks.address_guard import AddressRefused, HostUnknown, is_public, judged, read_url
from screening.webhooks.delivery import post

INSIDE = (
    "127.0.0.1 127.8.8.8 10.0.0.1 172.16.0.1 192.168.1.1 100.64.0.1 0.0.0.0 169.254.169.254 192.0.0.192 "
    "168.63.129.16 198.18.0.1 192.0.2.1 224.0.0.1 240.0.0.1 255.255.255.255 ::1 :: ::127.0.0.1 ::ffff:127.0.0.1 "
    "::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1:: 2001:0:7f00:1:: fe80::1%lo fc00::1 fd00:ec2::254 "
    "fec0::1 ff02::1 2001:db8::1 nonsense"
).split()
OUTSIDE = "8.8.8.8 1.1.1.1 2606:4700::1111 ::ffff:8.8.8.8 64:ff9b::808:808".split()


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_or_nowhere_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_is_outside_is(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:70/x",
        "https://",
        "https:///path",
        "//example.org/",
        "example.org",
        "https://user@example.org/",
        "https://user:word@example.org/",
        "https://example.org@127.0.0.1/",
        "https://example.org/#part",
        "https://example.org:0/",
        "https://example.org:99999/",
        "https://example.org/a b",
        "https://example.org/\r\nX-Injected: 1",
        "https://ex\u00e4mple.org/",
        "https://[::1/",
        "https://exa$mple.org/",
        "https://example.org/" + "a" * 2_000,
    ],
)
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(AddressRefused):
        read_url(url, ())


def test_no_spelling_of_this_machine_is_sent_a_single_packet():
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0)
        port = canary.getsockname()[1]
        hosts = [
            "127.0.0.1",
            "localhost",
            "2130706433",
            "0x7f.1",
            "0177.0.0.1",
            "127.1",
            "0",
            "[::ffff:127.0.0.1]",
        ]
        for host in hosts:
            for scheme in ("https", "http"):
                answer = post(f"{scheme}://{host}:{port}/", {}, b"{}", by_name=())
                assert answer.code in ("address-refused", "host-unknown"), host
        with pytest.raises(BlockingIOError):
            canary.accept()


def test_a_host_with_one_address_inside_is_refused_whole():
    both = [(socket.AF_INET, ("8.8.8.8", 443)), (socket.AF_INET, ("10.0.0.1", 443))]
    url = read_url("https://example.org/", ())
    with pytest.raises(AddressRefused):
        judged(url, (), lambda _host, _port: both)
    assert judged(url, ("example.org",), lambda _host, _port: both) == both
    assert judged(url, (), lambda _host, _port: both[:1]) == both[:1]


def test_a_name_that_leads_nowhere_says_so():
    with pytest.raises(HostUnknown):
        judged(read_url("https://no-such-host.invalid/", ()), ())


def test_a_name_that_turns_inside_after_it_was_judged_is_not_followed():
    answers = iter([[(socket.AF_INET, ("10.0.0.1", 443))], [(socket.AF_INET, ("127.0.0.1", 443))]])
    assert post("https://rebinding.test/", {}, b"{}", (), lookup=lambda _h, _p: next(answers)).code == (
        "address-refused"
    )
    assert len(list(answers)) == 1  # the name was asked once
