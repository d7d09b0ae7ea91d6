"""Listed persons by name: what makes another name, and what a name alone is worth."""

import pytest

from screening.link.persons import persons
from screening.model import Subject, SubjectType
from watchlists.model import ListedName, Listing, NameKind, PartyType


@pytest.mark.parametrize(
    ("name", "is_found"),
    [("Ch'oe Ch'o'l-min", True), ("Choe Chol-min", True), ("Choi Min-chul", False), ("Choe Min-chol", False)],
)
def test_syllables_exchanged_make_another_given_name(engine, name, is_found):
    hits = engine.linker.read(Subject(name=name, type=SubjectType.PERSON)).hits
    assert any(hit.listing.name == "Ch'oe Ch'o'l-min" for hit in hits) is is_found


@pytest.mark.parametrize("name", ["苏斌", "蘇斌"])
def test_a_person_given_in_latin_letters_only_is_found_by_pinyin(engine, name):
    hits = engine.linker.read(Subject(name=name, type=SubjectType.PERSON)).hits
    assert [hit.listing.name for hit in hits] == ["Su Bin"]


@pytest.mark.parametrize("name", ["علی", "محمد", "Иван", "伟", "Ali"])
def test_a_bare_given_name_takes_no_surname(engine, name):
    assert not engine.linker.read(Subject(name=name, type=SubjectType.PERSON)).hits


def is_found(listed, name):
    names = (ListedName(listed, NameKind.PRIMARY),)
    listed_persons = persons([Listing("x:1", "x", names, PartyType.PERSON)])
    return bool(listed_persons.read(Subject(name, SubjectType.PERSON), name)[0])


@pytest.mark.parametrize(
    ("listed", "name", "same"),
    [
        ("MOHAMMED, Omar", "عمر محمد", True),  # the letters of Omar are those of "Mr"
        ("NAJFI, Syed Amir Ahmed", "عمر أحمد", False),  # Omar is not Amir
        ("NAJFI, Syed Amir Ahmed", "أمير أحمد", True),
        ("HOSSEINI, Sara", "سارا حسینی", True),  # and those of Sara of "Sr"
        ("HASSAN, Dr. Ibrahim", "عمر إبراهيم", False),
        ("KIM, Hyon Woo", "김현우", True),
        ("KIM, Yong Su", "김종수", False),
        ("REDDY, Suresh", "सुरेश रेड्डी", True),
        ("CHALICHE, Riyad", "सुरेश रेड्डी", False),
        ("SHARIFI, Ali", "אלי שלבי", False),
        ("ZHIROVA, Elena", "زهرا رفیعی", False),
    ],
)
def test_a_script_of_few_vowels_and_joined_syllables_need_the_same_consonants(listed, name, same):
    assert is_found(listed, name) is same


@pytest.mark.parametrize(
    ("listed", "name"),
    [
        ("YUSUF, Muhammad", "Muhammad Yusuf"),
        ("YUSUF, Muhammad Khan", "Muhammad Yusuf"),
        ("YUSUF, Muhammad", "Muhammad Yusuf Khan"),
        ("SHCHERBAKOV, Yuri", "Yuri Petrovich Shcherbakov"),
    ],
)
def test_a_common_name_is_asked_about_as_listed_with_a_name_less_and_with_one_more(listed, name):
    assert is_found(listed, name)


def by_identifier(*identifiers, name="", birth_date=""):
    listing = Listing(
        "x:1",
        "x",
        (ListedName("Ludovic Ormsby", NameKind.PRIMARY),),
        PartyType.PERSON,
        identifiers=(("passport", "75 1234509"), ("company", "500100732250")),
        birth_date="1970-03-07",
    )
    subject = Subject(name, SubjectType.PERSON, identifiers=identifiers, birth_date=birth_date)
    listed = persons([listing])
    return listed.with_identifiers(subject, listed.read(subject, name)[0])


def test_an_identifier_of_a_person_finds_her_by_itself():
    (hit,) = by_identifier(("passport", "751234509"))
    assert (hit.confidence, hit.mention.source) == (0.8, "identifier passport")
    assert by_identifier(("passport", "751234508")) == []


def test_a_tax_number_that_is_wrongly_written_on_the_list_finds_as_well():
    assert by_identifier(("inn", "500100732250"))
    assert by_identifier(("tax", "500100732250"))


def test_an_identifier_beside_the_name_adds_to_its_evidence():
    (alone,) = by_identifier(name="Ludovic Ormsby")
    (hit,) = by_identifier(("passport", "751234509"), name="Ludovic Ormsby")
    assert hit.confidence > 0.9 > alone.confidence
    assert round(hit.confidence * 100) == sum(line.points for line in hit.evidence)


def test_another_name_and_another_date_of_birth_speak_against_an_identifier_that_agrees():
    (hit,) = by_identifier(("passport", "751234509"), name="Somebody Else", birth_date="1970-09-21")
    assert [line.points for line in hit.evidence] == [80, -20, -40]
    assert hit.confidence == 0.2


@pytest.mark.parametrize("name", ["Zhang B", "B. Zhang", "Zhang, B."])
def test_a_surname_with_one_letter_asks_about_nobody_and_says_why(name):
    names = (ListedName("Zhang Bao", NameKind.PRIMARY),)
    listed = persons([Listing("x:1", "x", names, PartyType.PERSON, birth_date="1970-03-07")])
    subject = Subject(name, SubjectType.PERSON)
    hits, rejected, _ = listed.read(subject, name)
    assert hits == []
    assert "not enough of a name" in rejected[0].why
    born = Subject(name, SubjectType.PERSON, birth_date="1970-03-07")
    assert listed.read(born, name)[0]


@pytest.mark.parametrize(
    ("listed", "name"), [("H. Farahani", "H. Farahani"), ("Abdul Qadeer Khan", "A.Q. Khan")]
)
def test_a_letter_asks_where_the_list_prints_no_more_or_the_text_has_two(listed, name):
    assert is_found(listed, name)


@pytest.mark.parametrize(
    ("listed", "name", "same"),
    [
        ("Hamid Reza Ansarian", "حمیدرضا انصاریان", True),
        ("Hamid Reza Ansarian", "حمید\u200cرضا انصاریان", True),
        ("Ali Reza Seif", "علیرضا سیف", True),
        ("Amir Mohammad Zahedi", "امیرمحمد زاهدی", True),
        ("Babak Jafarpour", "بابک جعفر پور", True),
        ("Reza Zahedi Pour", "رضا زاهدی\u200cپور", True),
        ("Sayyed Javad Ahmadi", "سیدجواد احمدی", True),
        ("Hamid Reza Ansarian", "حمیدرسول انصاریان", False),
        ("Amir Mohammad Zahedi", "امیرمحمود زاهدی", False),
        ("ZHIROVA, Elena", "زهرا رفیعی", False),
    ],
)
def test_given_names_that_persians_glue_together_are_read_part_by_part(listed, name, same):
    assert is_found(listed, name) is same
