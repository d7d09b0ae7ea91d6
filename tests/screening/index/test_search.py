import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.index.build import arrays_of
from screening.index.folding import fold
from screening.index.search import Index

TEXTS = st.lists(st.text(st.characters(codec="utf-8"), max_size=40), min_size=1, max_size=30)


def found(index, text, names, **options):
    candidates = index.search([text], **options)
    return [names[number] for number in candidates.name]


def pairs(candidates):
    return list(
        zip(candidates.row.tolist(), candidates.name.tolist(), candidates.score.tolist(), strict=True)
    )


def words(name):
    return sorted(fold([name]).split())


def test_every_name_that_has_a_letter_finds_itself_first_or_tied(index, names):
    candidates = index.search(names, k=100)
    for row, name in enumerate(names):
        mine = candidates.score[(candidates.row == row) & (candidates.name == row)]
        best = candidates.score[candidates.row == row]
        assert (mine.tolist() == [1.0] and best[0] == 1.0) if words(name) else len(best) == 0


@settings(max_examples=60)
@given(TEXTS)
def test_any_text_that_was_indexed_finds_itself(texts):
    if not any(map(words, texts)):
        return
    candidates = Index(arrays_of(texts)[0]).search(texts, k=len(texts))
    hits = {(row, name) for row, name, score in pairs(candidates) if score == 1}
    assert hits == {
        (row, name)
        for row, text in enumerate(texts)
        for name, other in enumerate(texts)
        if words(text) and words(text) == words(other)
    }


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Rosobronexprt", "Rosoboronexport"),  # two letters lost in the distinctive word
        ("Northwestren Polytehcnical University", "Northwestern Polytechnical University"),
        ("NorthwesternPolytechnical University", "Northwestern Polytechnical University"),
        ("northwesternpolytechnicaluniversity", "Northwestern Polytechnical University"),
        ("Rosoboron export", "Rosoboronexport"),
        ("Ro so bor on ex port", "Rosoboronexport"),
        ("Technologies Huawei", "Huawei Technologies Co., Ltd."),
        ("HUAWEI TECHNOLOGIES CO LTD", "Huawei Technologies Co., Ltd."),
        ("Zurich Institute of Technology", "Zürich Institute of Technology"),
        ("Lodz Medical University", "Łódź Medical University"),
        ("moskovskij aviatsionnyj institut", "Московский авиационный институт"),
        ("北京航空航天大學 (BUAA)", "北京航空航天大学"),
        ("Ｈｕａｗｅｉ technologies", "Huawei Technologies Co., Ltd."),
        ("Hua\u200bwei technologies", "Huawei Technologies Co., Ltd."),
        ("14th Research Institute " + "of the said corporation " * 2, "14th Research Institute"),
    ],
)
def test_a_mangled_name_still_finds_the_name(index, names, text, meant):
    assert meant in found(index, text, names, k=5)


@pytest.mark.parametrize("text", ["", " ", "…", "?!", "\n\n", "\ud800", "'"])
def test_a_text_without_letters_finds_nothing(index, text):
    assert len(index.search([text]).row) == 0
    assert len(index.search_one(text).row) == 0


def test_repeated_names_all_come_back_and_equal_texts_get_equal_answers(index, names):
    twins = [number for number, name in enumerate(names) if sorted(name.split()) == ["Beihang", "University"]]
    candidates = index.search(["University Beihang", "x", "University Beihang"], k=10)
    for row in (0, 2):
        same = candidates.name[(candidates.row == row) & (candidates.score == 1)]
        assert same.tolist() == twins


def test_at_most_k_come_back_best_first(index, names):
    candidates = index.search(names * 2, k=3, threshold=0)
    for row in range(len(names) * 2):
        scores = candidates.score[candidates.row == row].tolist()
        assert len(scores) <= 3
        assert scores == sorted(scores, reverse=True)
    with pytest.raises(ValueError, match="k must be 1 or more"):
        index.search(["x"], k=0)


@settings(max_examples=40)
@given(st.lists(st.text("abcdeé -", max_size=12), min_size=20, max_size=60))
def test_a_text_finds_the_same_alone_and_in_any_batch(index, texts):
    batch = index.search(texts, k=4, threshold=0.1)
    alone = [index.search_one(text, 4, threshold=0.1) for text in texts]
    expected = [(row, name, score) for row, one in enumerate(alone) for _, name, score in pairs(one)]
    assert pairs(batch) == expected


def test_the_order_of_names_does_not_matter(names):
    straight = Index(arrays_of(list(enumerate(names)))[0]).search(names, k=3, threshold=0)
    backward = Index(arrays_of(list(enumerate(names))[::-1])[0]).search(names, k=3, threshold=0)
    assert pairs(straight) == pairs(backward)


def test_the_callers_ids_come_back_and_one_id_may_have_several_names():
    index = Index(arrays_of([(70, "Beihang University"), (70, "BUAA"), (2_147_483_647, "Sharif")])[0])
    assert index.search(["BUAA", "beihang university", "SHARIF"]).name.tolist() == [70, 70, 2_147_483_647]


def test_names_made_of_common_words_alone_are_answered_within_the_budget():
    names = [f"State Key Laboratory {number:05d}" for number in range(20_000)] + ["State Key Laboratory"]
    index = Index(arrays_of(names)[0])
    best = index.search_one("State Key Laboratory", k=2)
    assert (best.name[0], best.score[0]) == (20_000, 1.0)
    assert index.search_one("state laboratory key 00417", k=1).name.tolist() == [417]


def test_the_same_names_give_the_same_bytes_whatever_the_hash_seed():
    script = (
        "import hashlib; from dataclasses import astuple; from screening.index.build import arrays_of;"
        "a, _ = arrays_of([f'n{i % 97} zürich k{i % 31} university of {i}' for i in range(3000)]);"
        "print(hashlib.sha256(b''.join(x.tobytes() for x in astuple(a))).hexdigest())"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1


@pytest.mark.parametrize(
    "text",
    [
        "university institute technology national " * 12,
        "; ".join(["Harbin Institute of Technology", "Beihang University", "Sharif"] * 14),
        "x" * 100_000,
        "ab" * 256,
        "a b c d e f g h " * 60,
        "北京航空航天大学" * 100,
        "😀" * 300,
        " ".join(f"misspelt{number}" for number in range(100)),
    ],
)
def test_a_monstrous_text_is_answered_and_its_scores_stay_between_0_and_1(index, text):
    candidates = index.search_one(text, 50, threshold=0)
    assert all(0 < score <= 1 for score in candidates.score.tolist())
    assert pairs(candidates) == pairs(index.search([text, "x"], k=50, threshold=0))[: len(candidates.row)]


@settings(max_examples=60)
@given(st.data())
def test_two_wrong_letters_in_a_distinctive_word_are_forgiven_where_its_first_four_stand(data):
    distinctive = [
        f"{a}{b}{c}" for a in ("Rosobor", "Kalashni", "Tupolev") for b in "bdm" for c in ("onexp", "ikov")
    ]
    index = Index(arrays_of([f"{word} Holding Company" for word in distinctive])[0])
    word = data.draw(st.sampled_from(distinctive))
    first = data.draw(st.integers(4, len(word) - 5))
    second = data.draw(st.integers(first + 3, len(word) - 2))
    wrong = word[:first] + word[first + 1 :]
    wrong = wrong[: second - 1] + "q" + wrong[second:]
    assert distinctive.index(word) in index.search([f"{wrong} Holding Company"], k=20).name.tolist()


def test_threads_may_share_an_index(index, names):
    alone = [pairs(index.search_one(name)) for name in names]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda name: pairs(index.search_one(name)), names))
    assert together == alone
