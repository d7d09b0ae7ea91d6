"""Mail and web addresses and postcodes in a text, and the country that a domain names."""

import pytest

from screening.affiliations.contacts import (
    contact_spans,
    domain_country,
    domains_in,
    plain_domain,
    postcode_in,
    widening,
)


def test_domains_name_their_country_and_edu_is_american():
    assert domains_in("a@cs.nudt.edu.cn, https://www.hit.edu.cn/x") == ("cs.nudt.edu.cn", "hit.edu.cn")
    assert [domain_country(d) for d in ("nudt.edu.cn", "neu.edu", "example.org", "bath.ac.uk")] == [
        "CN",
        "US",
        "",
        "GB",
    ]


@pytest.mark.parametrize(
    ("text", "domains"),
    [
        ("a.b@cs.kadris.ac.ir and http://www.zorbex.ru/x", ("cs.kadris.ac.ir", "zorbex.ru")),
        ("www2.zorbex.com, WWW.ZORBEX.COM", ("zorbex.com",)),
        ("see kadris.edu", ("kadris.edu",)),
        ("see kadris.edu or b@zorbex.ru", ("zorbex.ru",)),  # a bare one only where there is no other
        ("Zorbex, St. Petersburg", ()),
        ("etc. e.g. file.v2.docx", ()),
        ("", ()),
    ],
)
def test_domains_are_found_in_their_order_once_each(text, domains):
    assert domains_in(text) == domains


def test_spans_are_where_addresses_stand():
    text = "Zorbex, b@zorbex.ru, see kadris.edu"
    assert [text[start:end] for start, end in contact_spans(text)] == ["b@zorbex.ru", "kadris.edu"]
    assert contact_spans("Zorbex Institute") == ()


@pytest.mark.parametrize(
    ("value", "host"),
    [
        ("https://www.Kadris.ac.ir:80/x", "kadris.ac.ir"),
        (" a@Zorbex.ru. ", "zorbex.ru"),
        ("WWW2.zorbex.com", "zorbex.com"),
        ("", ""),
    ],
)
def test_a_domain_has_one_form(value, host):
    assert plain_domain(value) == host


def test_a_domain_widens_to_what_it_stands_under_and_never_to_an_ending_alone():
    assert list(widening("cs.kadris.edu.cn")) == ["cs.kadris.edu.cn", "kadris.edu.cn", "edu.cn"]
    assert list(widening("cn")) == []


@pytest.mark.parametrize(
    ("domain", "country"),
    [
        ("zorbex.ru", "RU"),
        ("zorbex.su", "RU"),
        ("zorbex.gov", "US"),
        ("zorbex.eu", ""),
        ("zorbex.com", ""),
        ("", ""),
    ],
)
def test_the_ending_of_a_domain_names_its_country(domain, country):
    assert domain_country(domain) == country


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("Velgorod 100084", "100084"),
        ("12345, 100084", "12345"),
        ("+86-100084", ""),  # of a telephone
        ("1000845", ""),
        ("1234", ""),
    ],
)
def test_the_first_postcode_has_five_or_six_digits(text, postcode):
    assert postcode_in(text) == postcode
