"""A listing is found by a native name that only another source prints, and the evidence names that source."""

import pytest

from screening.link import shipped_linker
from screening.model import Relation, Subject, SubjectType
from watchlists.model import NameKind

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def linker():
    return shipped_linker()


def hits(linker, text, country=""):
    return linker.read(Subject(name=text, country=country, type=SubjectType.ORGANISATION)).hits


TSIKLON = "Central Research and Development Institute Tsiklon"
RADIOPRIBOR = "Concern Radio-Electronic Technologies, Joint Stock Company Radiopribor"
IRAN = "EU act CELEX 32014R0833, annex IV"


@pytest.mark.parametrize(
    ("text", "listed", "source"),
    [
        (
            "Акционерное общество «Центральный научно-исследовательский институт «Циклон»",
            TSIKLON,
            "EU act CELEX 32014R0833, annex IV",
        ),
        ("АО «ЦНИИ «Циклон», Москва", TSIKLON, "EU act CELEX 32014R0833, annex IV"),
        ("浪潮软件股份有限公司", "Inspur Software Co., Ltd.", "stock exchange name, code 600756.SH"),
        ("石家庄通信测控技术研究所", "54th Research Institute of China", "METI End User List 2025-09-29"),
        ("شرکت پراور پارس", "PARAVAR PARS COMPANY", IRAN),
    ],
)
def test_a_listing_is_found_by_a_native_name_and_the_evidence_names_its_source(linker, text, listed, source):
    found = [hit for hit in hits(linker, text) if hit.listing.name == listed]
    assert found
    for hit in found:
        assert hit.relation is Relation.SAME
        assert hit.matched_kind is NameKind.NATIVE_ELSEWHERE
        assert hit.evidence[0].note == f"native name, from {source}"
        # The entry as its list prints it has no such name.
        assert hit.matched_name not in [name.text for name in hit.listing.printed_names]


def test_a_company_of_another_name_of_the_same_words_is_not_the_listed_one(linker):
    assert not hits(linker, "ООО «Рычаг Сервис», Казань")
    assert not hits(linker, "АО «ЦНИИ «Циклонмаш», Москва")


def test_a_general_name_asks_only_with_its_country_and_is_sure_only_with_its_town(linker):
    (in_town,) = hits(linker, "АО «Радиоприбор», Казань")
    (in_country,) = hits(linker, "АО «Радиоприбор», Россия")
    assert in_town.listing.name == in_country.listing.name == RADIOPRIBOR
    assert in_town.confidence > 0.9
    assert in_country.confidence < 0.8
    assert "shared name" in [line.feature for line in in_country.evidence]
    assert "shared name" not in [line.feature for line in in_town.evidence]


@pytest.mark.parametrize("text", ["АО «Радиоприбор»", "АО «Радиоприбор», Владивосток", "АО «Рычаг», Минск"])
def test_a_general_name_alone_or_in_another_town_is_explained_and_no_hit(linker, text):
    reading = linker.read(Subject(name=text, type=SubjectType.ORGANISATION))
    assert not reading.hits
    assert any("Concern Radio-Electronic Technologies" in each.name for each in reading.alternatives)
