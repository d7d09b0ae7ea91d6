"""Two hundred ordinary lists, one column of names each: none asks, and every name is read."""

import itertools
import random

import pytest

ORGANISATIONS = {
    "latin": (
        "University of Otago|Beihang University|Huawei|Rostec|AVIC Chengdu|Robert Bosch GmbH|MIT|NUDT|CASC|Amirkabir|"
        "Harbin Institute of Technology|3M|Joe's Plumbing|Kelp Farming Ltd|École Polytechnique|Source Photonics|"
        "58th Research Institute|Notes Software Inc|Ministry of Defence"
    ).split("|"),
    "han": (
        "北京航空航天大学|国防科技大学|华为|中国电子科技集团公司|海康威视|哈尔滨工业大学|东京大学|大疆创新|中航工业|西北工业大学|"
        "清华大学|中兴通讯|大华股份|中国航天科工|沈阳飞机工业集团"
    ).split("|"),
    "cyrillic": (
        "МГТУ им. Н. Э. Баумана|Алмаз-Антей|Ростех|ООО «Ромашка»|Курчатовский институт|ЦАГИ|ОАК|Новосибирский университет|"
        "Сухой|Вертолёты России|АО «НПО Машиностроения»|МФТИ"
    ).split("|"),
    "arabic": (
        "دانشگاه صنعتی امیرکبیر|دانشگاه تهران|شرکت ایران خودرو|سازمان انرژی اتمی|پژوهشگاه هوافضا|جامعة دمشق|مركز الدراسات|"
        "صاایران|دانشگاه مالک اشتر|شركة النفط"
    ).split("|"),
}
PERSONS = {
    "latin": (
        "Wei Zhang|Li, Na|Anna Berg|J. Smith|Dr Jane Roe|Maria da Silva|Nguyễn Văn An|O'Brien, Pat|Müller Peter|Bo Ek|"
        "Zhang Wei|Jean-Luc Martin|Amir Hosseini|Kim Min-jun|Ivan Petrov"
    ).split("|"),
    "han": "张伟|李娜|王芳|欧阳明|陈建国|刘洋|赵敏|黄磊|周杰|吴刚|徐静|孙丽".split("|"),
    "cyrillic": (
        "Иванов Иван Иванович|Петрова А. С.|Сидоров Пётр|Орлова Дарья Сергеевна|Кузнецов Д.|Гусев Кирилл Олегович|"
        "Шевченко Олена|Морозов Илья"
    ).split("|"),
    "arabic": "محمد رضایی|علی حسینی|فاطمه احمدی|أحمد منصور|حسن کریمی|زهرا محمدی|سعيد الخطيب".split("|"),
}
HEADERS = {
    "latin": ("Name", "Organisation", "What is your full name?", "Supplier name", "Full name *"),
    "han": ("姓名", "单位名称", "名称", "合作单位"),
    "cyrillic": ("ФИО", "Организация", "Наименование"),
    "arabic": ("نام", "نام سازمان", "الاسم"),
}
KINDS = ("plain", "header", "numbers beside", "numbers before", "title", "note", "header and note", "bullets")


def ordinary_lists():
    """Seven of each script, subject and form; a fixed seed makes them the same every day."""
    chance = random.Random(17)
    for script, party, kind in itertools.product(HEADERS, (ORGANISATIONS, PERSONS), KINDS):
        for size in (3, 5, 7, 12):
            names = chance.sample(party[script], min(size, len(party[script])))
            yield script, kind, names, chance.choice(HEADERS[script])


LISTS = list(ordinary_lists())


def rows_of(kind, names, header):
    rows = [[name] for name in names]
    if kind == "numbers beside":
        return [["No.", header], *([str(number), name] for number, name in enumerate(names, start=1))]
    if kind == "numbers before":
        return [[f"{number}. {name}"] for number, name in enumerate(names, start=1)]
    if kind == "bullets":
        return [[f"• {name}"] for name in names]
    above = {
        "header": [[header]],
        "header and note": [[header]],
        "title": [["Our partners in 2026"], [], [header]],
    }
    below = {
        "note": [[], ["Note: as of May"]],
        "header and note": [[], ["Please tell us if you find a mistake in this list."]],
    }
    return [*above.get(kind, []), *rows, *below.get(kind, [])]


def test_there_are_at_least_two_hundred():
    assert len(LISTS) >= 200


@pytest.mark.parametrize("script", HEADERS)
def test_ordinary_lists_are_read_without_a_question(office, script):
    for written, kind, names, header in LISTS:
        if written != script:
            continue
        for take in (office.take, lambda rows: office.take_csv(csv_of(rows))):
            intake = take(rows_of(kind, names, header))
            found = [each for row in intake.rows() for each in row.subjects]
            texts = [subject.name or subject.affiliations[0] for subject in found]
            assert texts == names, (kind, header)
            assert intake.counts["unscreened"] == 0


def csv_of(rows):
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows) + "\n"
