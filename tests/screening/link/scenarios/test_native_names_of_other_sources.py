"""A listing is found by a native name that only another source prints, and the evidence names that source."""

import pytest

from screening.link import shipped_linker
from screening.model import Relation, Subject, SubjectType
from watchlists.model import NATIVE_KINDS, NameKind

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def linker():
    return shipped_linker()


def hits(linker, text, country=""):
    return linker.read(Subject(name=text, country=country, type=SubjectType.ORGANISATION)).hits


TSIKLON = "Central Research and Development Institute Tsiklon"
RADIOPRIBOR = "Concern Radio-Electronic Technologies, Joint Stock Company Radiopribor"


def test_a_listing_is_found_by_a_native_name_and_the_evidence_names_its_source(linker):
    found = [
        hit for hit in hits(linker, "浪潮软件股份有限公司") if hit.listing.name == "Inspur Software Co., Ltd."
    ]
    assert found
    for hit in found:
        assert hit.relation is Relation.SAME
        assert hit.matched_kind is NameKind.NATIVE_ELSEWHERE
        assert hit.evidence[0].note == "native name, from stock exchange name, code 600756.SH"
        # The entry as its list prints it has no such name.
        assert hit.matched_name not in [name.text for name in hit.listing.printed_names]


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Акционерное общество «Центральный научно-исследовательский институт «Циклон»", TSIKLON),
        ("АО «ЦНИИ «Циклон», Москва", TSIKLON),
        ("石家庄通信测控技术研究所", "54th Research Institute of China"),
        ("شرکت پراور پارس", "PARAVAR PARS COMPANY"),
    ],
)
def test_a_native_name_that_one_list_prints_finds_the_listings_of_others_too(linker, text, listed):
    found = [hit for hit in hits(linker, text) if hit.listing.name == listed]
    assert found
    for hit in found:
        assert hit.relation is Relation.SAME
        assert hit.matched_kind in NATIVE_KINDS


def test_a_company_of_another_name_of_the_same_words_is_not_the_listed_one(linker):
    assert not hits(linker, "АО «ЦНИИ «Циклонмаш», Москва")


@pytest.mark.parametrize("text", ["АО «Радиоприбор»", "АО «Радиоприбор», Россия", "АО «Радиоприбор», Казань"])
def test_a_general_name_that_a_list_prints_is_asked_about(linker, text):
    found = hits(linker, text)
    assert found
    assert {hit.listing.name for hit in found} <= {RADIOPRIBOR, "Joint Stock Company Radiopribor"}


@pytest.mark.xfail(
    reason="an EU act prints these names, and the town of another company does not yet speak against them",
    strict=True,
)
@pytest.mark.parametrize(
    "text", ["АО «Радиоприбор», Владивосток", "АО «Рычаг», Минск", "ООО «Рычаг Сервис», Казань"]
)
def test_a_company_of_a_general_name_elsewhere_is_not_the_listed_one(linker, text):
    assert not hits(linker, text)
