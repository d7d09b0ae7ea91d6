import contextlib
import csv
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.names.characters import NAME_CHARS, NameTooLong, clean
from screening.names.scripts import romanise
from screening.names.vocabulary import rows

NAMES = [
    "Huawei Technologies Co., Ltd.",
    "Harbin Institute of Technology",
    "National University of Defense Technology",
    "Northwestern Polytechnical University",
    "Malek Ashtar University of Technology",
    "Joint Stock Company Concern Morinformsystem Agat",
    "Xi'an Jiaotong University",
    "Kim Pyong-ryul",
    "Sergey Viktorovich Lavrov",
    "Cooperativa Agrícola São José",
]
LOOKS = {}
for row in rows("look_alikes"):
    if row["likeness"] == "same":
        LOOKS.setdefault(row["latin"], []).append(row["character"])
HIDDEN = ["\u200b", "\u200c", "\u200d", "\u00ad", "\u202e", "\u2066", "\ufeff", "\u2060", "\ufe0f"]


def look_alikes(name, rng):
    words = []
    for word in name.split(" "):
        letters = [rng.choice(LOOKS[c]) if c in LOOKS and rng.random() < 0.5 else c for c in word]
        # One Latin letter stays, as in every disguise that still reads as a Latin name at a glance.
        if not any("a" <= c.lower() <= "z" for c in letters) and any(c.isalpha() for c in word):
            keep = next(i for i, c in enumerate(word) if c.isalpha())
            letters[keep] = word[keep]
        words.append("".join(letters))
    return " ".join(words)


def hidden_signs(name, rng):
    return "".join(c + (rng.choice(HIDDEN) if rng.random() < 0.4 else "") for c in name)


def full_width(name, rng):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and rng.random() < 0.7 else c for c in name)


def styled(name, rng):
    start = rng.choice([0x1D400, 0x1D5A0, 0x1D670])
    return "".join(
        chr(start + ord(c) - 65)
        if "A" <= c <= "Z"
        else chr(start + 26 + ord(c) - 97)
        if "a" <= c <= "z"
        else c
        for c in name
    )


def accent_flood(name, rng):
    marks = [chr(0x300 + n) for n in range(0x20)]
    return "".join(
        c + ("".join(rng.choices(marks, k=rng.randint(3, 9))) if c.isalpha() and rng.random() < 0.3 else "")
        for c in name
    )


def entities(name, rng):
    return "".join(f"&#{ord(c)};" if rng.random() < 0.2 else c for c in name)


DISGUISES = [look_alikes, hidden_signs, full_width, styled, accent_flood, entities]


def listed_names():
    """Names of the lists where they are at hand, and the ones above everywhere."""
    subjects = Path(__file__).parents[4] / "shared/data/lists/uk/subject_names.csv"
    if not subjects.exists():
        return NAMES
    with subjects.open(encoding="utf-8") as lines:
        wide = [value for row in csv.DictReader(lines) for key, value in row.items() if "name" in key.lower()]
    latin = [n for n in wide if n and n.isascii() and 8 <= len(n) <= 120 and " " in n]
    return NAMES + random.Random(5).sample(latin, min(300, len(latin)))


def test_2000_disguises_of_listed_names_read_as_the_names():
    rng = random.Random(20261125)
    names = listed_names()
    missed = []
    for number in range(2000):
        name = names[number % len(names)]
        disguise = DISGUISES[number % len(DISGUISES)](name, rng)
        read = clean(disguise)
        if romanise(read.text) != romanise(clean(name).text) or (disguise != name and not read.disguises):
            missed.append((name, disguise, read.text))
    assert len(missed) <= 20, missed[:5]


def test_a_disguise_is_reported_with_what_was_found_and_what_it_says():
    (disguise,) = clean("Нuаwеi").disguises
    assert (disguise.kind, disguise.found, disguise.read_as) == (
        "letters of another script",
        "Нuаwеi",
        "Huawei",
    )


def test_what_cannot_be_seen_is_written_out_in_the_report():
    assert clean("Hua\u200bwei").disguises[0].found == "Hua<U+200B>wei"


@pytest.mark.parametrize(
    "name", ["Роснефть", "北京航空航天大学", "مسعود پزشک\u200cفر", "Işık Üniversitesi", "Αθήνα"]
)
def test_a_name_in_its_own_script_is_no_disguise(name):
    assert clean(name).disguises == ()


def test_a_latin_letter_in_a_russian_word_becomes_russian():
    assert clean("Роcнефть").text == "Роснефть"
    assert clean("НИИ РAН").text == "НИИ РАН"


def test_a_doubly_escaped_ampersand_is_one_ampersand():
    assert clean("Posts &amp;amp; Telecommun.").text == "Posts & Telecommun."


def test_quotes_dashes_and_spaces_are_plain():
    assert clean("  “Gauss’s”\u00a0Law — No.1 \n").text == '"Gauss\'s" Law - No.1'


def test_a_name_over_the_cap_is_refused_before_unicode_work():
    with pytest.raises(NameTooLong, match="301"):
        clean("x" * (NAME_CHARS + 1))
    with pytest.raises(NameTooLong):
        clean("e" + "\u0301" * 1_000_000)


def test_a_flood_that_hides_an_ordinary_name_is_still_read():
    assert clean("Hu" + "\u0301\u0316" * 500 + "awei").text == "Huawei"


@given(st.text(max_size=120))
def test_cleaning_twice_changes_nothing_more(text):
    once = clean(text, limit=5000).text
    assert clean(once, limit=5000).text == once


@given(st.text(max_size=NAME_CHARS))
def test_any_text_within_the_cap_is_cleaned_or_refused_by_name(text):
    read = text
    with contextlib.suppress(NameTooLong):  # one sign may compose to eighteen letters
        read = clean(text).text
    assert len(read) <= NAME_CHARS
    assert "\n" not in read or read == text


MISREAD = ["José García", "Xi’an", "Żywiec", "北航", "پارس"]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [(name, encoding) for name in MISREAD for encoding in ("cp1252", "latin-1")]
    + [("Малек Аштар", "latin-1")],
)
def test_a_name_read_in_a_wrong_encoding_is_put_right_and_that_is_said(name, encoding):
    read = clean(name.encode().decode(encoding))
    assert read.text == clean(name).text
    assert read.disguises[0].kind == "wrong encoding"


@pytest.mark.parametrize(
    "name", ["Ångström", "Søren Ærø", "Müller’s", "Âge d’or", "naïve—ok", "São João", "Đặng Ê"]
)
def test_accented_letters_are_no_wrong_encoding(name):
    assert "wrong encoding" not in [each.kind for each in clean(name).disguises]
