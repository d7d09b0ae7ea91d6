"""One name gets one decision in whatever script it is written, and no group of innocents meets more than a few hits."""

from itertools import product

import pytest

from screening.compare.comparison import compare
from screening.compare.points import THRESHOLD
from screening.compare.prepared import prepare
from screening.fairness.innocents import innocents
from screening.link.persons import persons
from screening.model import Subject, SubjectType
from screening.names.scripts import FEW_VOWELS, script_of
from watchlists.library import load_library
from watchlists.model import ListedName, Listing, NameKind, PartyType

WRITTEN = {  # a name in Latin letters, and in its own script
    "Mikhail Ivanov": "Михаил Иванов",
    "Dmitry Ivanov": "Дмитрий Иванов",
    "Sergey Popov": "Сергей Попов",
    "Alexander Kuznetsov": "Александр Кузнецов",
    "Andrey Lebedev": "Андрей Лебедев",
    "Olena Kovalenko": "Олена Коваленко",
    "Yury Shcherbakov": "Юрий Щербаков",
    "Wang Wei": "王伟",
    "Wang Qiang": "王强",
    "Huang Jing": "黄静",
    "Zhang Xiaoming": "张晓明",
    "Kim Min-jun": "김민준",
    "Nikos Papadopoulos": "Νίκος Παπαδόπουλος",
    "Mohammed Hassan": "محمد حسن",
    "Khaled Ibrahim": "خالد إبراهيم",
    "Layla Mahmoud": "ليلى محمود",
    "Reza Hosseini": "رضا حسینی",
    "Amir Mohammadi": "امیر محمدی",
    "Javad Rahimi": "جواد رحیمی",
    "Abdul Rahman Al-Khatib": "عبد الرحمن الخطيب",
}
LISTED = (
    "Mihaela Nenova",
    "Dimitar Milanov Dimitrov",
    "Liang Ping Huang",
    "Sergey Ionov",
    "Sergey Koynov",
    "Mikhail Pavlovich Vladov",
    "Natalie Sobolev",
    "Anton Lebedev",
    "Wong Wai Chung",
    "IVANOV, Mikhail",
    "Ivanov, Dmitriy Petrovich",
    "Alexander Kuznetsov",
    "POPOV, Sergei",
    "Yuriy Shcherbakov",
    "Wang Wei",
    "HUANG, Jing",
    "Zhang Xiaoming",
    "KIM, Min Jun",
    "Kovalenko, Olena Ivanivna",
    "Mohammad Ebrahimi",
    "Ibrahim Walid",
    "AL-KHUWAYLID, Ibrahim",
    "Muhammad al-Husayn Yusuf",
    "Amir Mohammad Zahedi",
    "Amir Hossein Rahimyar",
    "Reza Hosseini",
    "IBRAHIM, Mohammed Hassan",
    "Javad Rahimi",
    "Khalid Mahmud",
    "AL-KHATIB, Abdul Rahman",
)


def one_listed(name):
    return persons([Listing("x:1", "x", (ListedName(name, NameKind.PRIMARY),), PartyType.PERSON)])


def is_hit(listed, name):
    return bool(one_listed(listed).read(Subject(name, SubjectType.PERSON), name)[0])


@pytest.mark.parametrize("listed", LISTED)
def test_one_name_in_two_scripts_gets_one_decision(listed):
    differ = [
        (latin, own)
        for latin, own in WRITTEN.items()
        if is_hit(listed, latin) != is_hit(listed, own)
        or (script_of(own) not in FEW_VOWELS and _agree(listed, latin) != _agree(listed, own))
    ]
    assert differ == []


def _agree(listed, name):
    """Above the pair scorer's threshold; without written vowels no spelling can be off by a letter and still score."""
    return compare(prepare("Person", listed), prepare("Person", name)).score >= THRESHOLD


def test_each_name_is_found_in_both_scripts_where_it_is_listed():
    missed = [
        (one, two) for pair in WRITTEN.items() for one, two in product(pair, pair) if not is_hit(one, two)
    ]
    assert missed == []


MOST = 2  # of 64 people a group: 3 per cent, those apart who bear a listed person's very name


@pytest.fixture(scope="module")
def false_hits():
    """Innocents read as a listed person whose name is not theirs, by group; every listed person of the shipped lists."""
    index = persons(load_library().listings)
    found = {}
    for each in innocents():
        if each.group.startswith("people"):
            hits = index.read(each.subject, each.subject.name)[0]
            wrong = [hit.matched_name for hit in hits if not _bears(each.subject.name, hit.matched_name)]
            found.setdefault(each.group, []).append((each.subject.name, wrong))
    return found


def _bears(name, listed):
    """Every word of the name stands in the listed one."""
    return set(prepare("Person", name).words) <= set(prepare("Person", listed).words)


def test_no_group_of_innocents_is_read_as_listed_persons_more_than_a_few_times(false_hits):
    over = {
        group: wrong
        for group, names in false_hits.items()
        if len(wrong := [(name, hits) for name, hits in names if hits]) > MOST
    }
    assert over == {}
    assert len(false_hits) == 24
    assert sum(bool(hits) for names in false_hits.values() for _, hits in names) <= 7  # 0.5 per cent of 1,536
