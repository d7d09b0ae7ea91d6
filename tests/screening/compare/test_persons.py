import pytest

from screening.compare.births import Birth
from screening.compare.comparison import compare
from screening.compare.persons import SPELT_ALIKE, ListedPerson, ListedPersons, commonness
from screening.compare.prepared import prepare
from screening.names.characters import NameTooLong

PERSONS = ListedPersons.of(
    [
        ListedPerson("l:1", ("PETROV, Nikolai Sergeyevich", "Николай Петров"), "1962"),
        ListedPerson("l:2", ("PETROV, Nikolay", "Mykola Petrov"), "1980 1981"),
        ListedPerson("l:3", ("Wang Wei", "王伟")),
        ListedPerson("l:4", ("AL-RAHMAN, Abd Karim",), "1955"),
        ListedPerson("l:5", ("x" * 301, "Rare Namesworth")),
    ]
)


def found(name, **facts):
    return [match.id for match in PERSONS.find(name, **facts)]


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("Petrov N.S.", {"l:1", "l:2"}),
        ("Mikalai Petrov", {"l:1", "l:2"}),
        ("Николай Петров", {"l:1", "l:2"}),
        ("Petorv, Nikolai", {"l:1", "l:2"}),
        ("王偉", {"l:3"}),
        ("Wei Wang", {"l:3"}),
        ("Rare Namesworth", {"l:5"}),
        ("Anton Petrov", set()),
        ("", set()),
        ("P", set()),
        ("😀😀", set()),
    ],
)
def test_a_listed_person_is_found_by_order_initials_script_and_spelling(name, ids):
    assert set(found(name)) == ids


def test_a_date_of_birth_tells_persons_of_one_name_apart():
    first, second = PERSONS.find("Nikolai Petrov", birth_date="1981")
    assert (first.id, first.birth) == ("l:2", Birth.AGREES)
    assert (second.id, second.birth) == ("l:1", Birth.DIFFERS)


def test_a_common_name_says_so_and_a_rare_one_does_not():
    assert "common name" in commonness("Muhammad Ahmad")
    assert commonness("Muhammad Namesworth") == commonness("") == ""


def test_a_name_over_the_cap_is_refused():
    with pytest.raises(NameTooLong):
        PERSONS.find("y" * 301)


def test_leaving_off_early_loses_nobody_who_scores_enough_and_changes_no_line(engine):
    listed = [each.name for each in engine.linker.persons.names.names]
    asked = [
        "Na Erik-Maria Cohen",
        "Wang W. Li",
        "Petrov N.S.",
        "王伟",
        "Abdul Karim",
        "Eli Cohen",
        "J. Smith",
    ]
    for name in asked:
        one = prepare("Person", name)
        whole = {other.text: said for other in listed if (said := compare(one, other)).score >= 0.70}
        early = {other.text: said for other in listed if (said := compare(one, other, 0.70)).score >= 0.70}
        assert early == whole
    assert any(compare(prepare("Person", "Wang Wei"), other, 0.70).lines == () for other in listed)


def test_names_of_the_same_letters_are_all_that_can_score_next_to_one(engine):
    """What a text of unknown type is held against; it may find more persons, never fewer."""
    names = engine.linker.persons.names
    printed = [each.name.text for each in names.names]
    for text in (*printed, *(" ".join(reversed(name.replace(",", " ").split())) for name in printed)):
        whole = {(match.id, match.comparison.score) for match in names.find(text, least=SPELT_ALIKE)}
        few = names.find(text, least=SPELT_ALIKE, spelt_alike=True)
        assert whole <= {(match.id, match.comparison.score) for match in few}


ROMANISED = [
    ("Mao Tse-tung", "Mao Zedong"),
    ("Wang Hsiao-ming", "Wang Xiaoming"),
    ("Li Hsiao-hung", "Li Xiaohong"),
    ("Liu Hsiu-ying", "Liu Xiuying"),
    ("Yang Chih-yuan", "Yang Zhiyuan"),
    ("Sun Hsien-ming", "Sun Xianming"),
    ("Huang Hsin-yi", "Huang Xinyi"),
    ("Jin Hsiao-ming", "Jin Xiaoming"),
    ("Chiang Ching-kuo", "Jiang Jingguo"),
    ("Chou En-lai", "Zhou Enlai"),
    ("Teng Hsiao-p'ing", "Deng Xiaoping"),
]


@pytest.mark.parametrize("pair", [*ROMANISED, *(pair[::-1] for pair in ROMANISED)])
def test_a_text_of_unknown_type_meets_a_name_in_another_romanisation_as_a_persons_name_does(pair):
    listed, asked = pair
    persons = ListedPersons.of([ListedPerson("l:1", (listed,))])
    assert persons.find(asked, least=SPELT_ALIKE, spelt_alike=True) == persons.find(asked, least=SPELT_ALIKE)


def test_of_two_spellings_the_one_asked_for_stands_for_the_person():
    persons = ListedPersons.of([ListedPerson("l:1", ("Li Fangwei", "Li Fang Wei"))])
    assert [match.name for match in persons.find("Li Fang Wei")] == ["Li Fang Wei"]


def test_a_given_name_that_is_a_particle_elsewhere_is_a_name_at_the_end():
    listed = ListedPersons.of(
        [ListedPerson("l:su", ("Su Bin",)), ListedPerson("l:laden", ("Usama bin Laden",))]
    )
    assert [match.id for match in listed.find("苏斌")] == ["l:su"]
    assert [match.id for match in listed.find("Bin, Su")] == ["l:su"]
    assert [match.id for match in listed.find("苏德")] == []
    assert [match.id for match in listed.find("Usama Laden")] == ["l:laden"]


def test_consonants_of_a_script_without_vowels_are_no_initials():
    listed = ListedPersons.of([ListedPerson("l:ali", ("Ali Reza Divani",))])
    assert listed.find("آراد محمودی") == []


def test_of_too_many_names_those_without_words_left_over_are_compared_first():
    further = [ListedPerson(f"l:{at}", (f"Muhammad Zq{'abcdefghij'[at % 10]}{at}",)) for at in range(5_200)]
    meant = [ListedPerson("l:same", ("Muhammad Muhammad",)), ListedPerson("l:near", ("Mohammed Muhammad",))]
    persons = ListedPersons.of([*further, *meant])
    assert {match.id for match in persons.find("Muhammad Muhammad")} >= {"l:same", "l:near"}


def test_a_name_asked_about_again_is_answered_by_what_is_asked_this_time():
    names = ListedPersons.of(
        [ListedPerson("l:1", ("Nikolai Petrov",)), ListedPerson("l:2", ("Nikolay Petrov",))]
    )

    def ids(**facts):
        return [match.id for match in names.find("Nikolai Petrov", **facts)]

    assert [ids(spelt_alike=True), ids(), ids(spelt_alike=True), ids()] == [["l:1"], ["l:1", "l:2"]] * 2
    assert [ids(least=0.999), ids(least=0.5), ids(least=0.999)] == [["l:1"], ["l:1", "l:2"], ["l:1"]]
