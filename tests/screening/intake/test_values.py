"""What texts and columns are, by themselves."""

import pytest

from screening.intake.values import ValueKind, is_prose, kind_of_value, profile

KINDS = {
    ValueKind.EMAIL: ["wei.zhang@buaa.edu.cn", "a@b.org; c@d.org"],
    ValueKind.ORCID: ["0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"],
    ValueKind.ROR: ["https://ror.org/00wk2mp56", "ROR 00wk2mp56", "00wk2mp56"],
    ValueKind.LEI: ["5493001KJTIIGC8Y1R12"],
    ValueKind.USCC: ["91110000100000000X"],
    ValueKind.DOMAIN: ["buaa.edu.cn", "https://www.kth.se/en"],
    ValueKind.DATE: [
        "2024-05-01",
        "12 May 2024",
        "1.2.2024",
        "2019–2023",
        "2019 - present",
        "2024年5月",
        "Jan 2020",
    ],
    ValueKind.NUMBER: ["100012", "1,250.00", "$ 12", "7"],
    ValueKind.PHONE: ["+64 9 373 7599", "021 234 567"],
    ValueKind.ID: ["R0001", "EMP-123", "R:", "V-100234", "10.1038/s41586-020", "2-s2.0-8512345"],
    ValueKind.COUNTRY: ["New Zealand", "CN", "中国"],
    ValueKind.PLACE: ["Auckland"],
    ValueKind.POST: ["Head of Department", "Professor of Physics"],
    ValueKind.ADDRESS: ["12 University Road, Auckland"],
    ValueKind.PROSE: [
        "Please return the completed form to the research office by Friday.",
        "Do not enter people who left before 2020.",
        "请填写所有来访人员的姓名和工作单位，如果没有请留空。",
    ],
    ValueKind.ORGANISATION: [
        "Beihang University",
        "Robert Bosch GmbH",
        "Department of Physics and Institute of Photonics, University of Auckland, Auckland, New Zealand",
        "国防科技大学",
        "ООО Ромашка",
        "دانشگاه صنعتی امیرکبیر",
        "서울대학교",
    ],
    ValueKind.PERSON: [
        "Wei Zhang",
        "Zhang, Wei",
        "Zhang Na",
        "J. Smith",
        "Prof. Jane Roe",
        "Иванов Иван Иванович",
        "Иванов И.И.",
        "张伟",
        "田中 太郎",
        "김철수",
        "محمد رضایی",
        "Li, Wei; Zhang, Na",
    ],
    ValueKind.NAME: ["Huawei", "NUDT", "3M", "Алмаз-Антей", "华为"],
    ValueKind.OTHER: ["Quantum radar"],
    ValueKind.EMPTY: ["", "n/a", "-"],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in KINDS.items() for text in texts])
def test_a_text_has_one_kind(kind, text):
    assert kind_of_value(text) is kind


def test_a_long_affiliation_is_no_prose():
    assert not is_prose(
        "State Key Laboratory of Software Development Environment, Beihang University, Beijing, China"
    )


def test_a_column_is_what_most_of_its_texts_are():
    assert profile(["a@b.org", "c@d.org", "-", "e@f.org"]).kind is ValueKind.EMAIL
    assert profile(["R0001", "12", "R0003"]).kind is ValueKind.ID
    assert profile(["Wei Zhang", "Anna Berg", "Ivan Petrov", "Kelp"]).kind is ValueKind.PERSON
    assert profile(["Huawei", "Beihang University", "NUDT", "MIT"]).kind is ValueKind.ORGANISATION
    assert profile(["yes", "no"] * 10).kind is ValueKind.CHOICE
    assert profile([]).kind is ValueKind.EMPTY
