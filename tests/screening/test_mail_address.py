"""Addresses that mail may go to: one, of ASCII, with nothing that could end a header or name a second one."""

import pytest

from screening.mail_address import is_mail_address


@pytest.mark.parametrize(
    "text", ["ana@office.example", "a.b+c_d@x-y.example", "o'neil@xn--bcher-kva.example", "root@localhost"]
)
def test_addresses_as_people_have_them(text):
    assert is_mail_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ana",
        "ana@",
        "@office.example",
        "ana@office..example",
        "ana@-office.example",
        ".ana@office.example",
        "a..na@office.example",
        "ana@office.example\n",
        "ana@office.example\r\nBcc: eve@evil.example",
        "ana@office.example, eve@evil.example",
        "Ana <ana@office.example>",
        "ana@office.example ",
        '"a b"@office.example',
        "zoë@office.example",
        "ana@büro.example",
        "ana@[192.0.2.7]",
        "x" * 65 + "@office.example",
        "ana@" + "x." * 130 + "example",
    ],
)
def test_anything_else_is_none(text):
    assert not is_mail_address(text)
