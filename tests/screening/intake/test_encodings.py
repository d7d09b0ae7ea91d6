"""Undeclared bytes: read where one reading is sound, else asked about with a preview; no name comes out wrong."""

import random

import pytest

from screening.errors import UploadRefused
from screening.intake.encodings import EncodingNeeded, decode
from screening.intake.soundness import measure_soundness
from screening.intake.vocabularies import csv_file

CHINESE = "姓名,单位\n张伟,北京航空航天大学\n王芳,哈尔滨工业大学\n"
NORDIC = "Name,Affiliation\nBjörn Håkansson,KTH\n"


def names(intake):
    return [row.subjects[0].name for row in intake.rows() if row.subjects]


def asked(content, name="list.csv"):
    with pytest.raises(EncodingNeeded) as caught:
        decode(content, None, name)
    return caught.value


@pytest.mark.parametrize(
    ("codec", "text", "first", "label"),
    [
        ("gb18030", CHINESE, "张伟", "Chinese (GB18030)"),
        ("cp1252", NORDIC, "Björn Håkansson", "Western European (Windows-1252)"),
        (
            "cp1252",
            "Prénom;Nom;Université\nHélène;Lefèvre;Université de Genève\n",
            "Lefèvre, Hélène",
            "Western",
        ),
        ("cp1252", "Nombre;Institución\nJosé Muñoz;Universidad de León\n", "José Muñoz", "Western"),
        ("cp1252", "NAME;AFFILIATION\nJÜRGEN MÜLLER;TU MÜNCHEN\n", "JÜRGEN MÜLLER", "Western"),
    ],
)
def test_the_one_sound_reading_is_taken_and_said_in_one_line(office, codec, text, first, label):
    intake = office.take_csv(text, codec)
    assert intake.encoding == codec
    assert names(intake)[:1] == [first]
    assert [said for said in intake.notices if label in said and "does not say" in said]


@pytest.mark.parametrize(
    "declared", ["gb18030", "cp1252", "shift-jis", "windows-1251", "euc-kr", "windows-1256"]
)
def test_declared_encodings_win_and_nothing_is_said(office, declared):
    text = {
        "gb18030": CHINESE,
        "cp1252": NORDIC,
        "shift-jis": "氏名,所属\n田中,東京大学\n",
        "windows-1251": "ФИО,Организация\nИванов Иван,МГУ\n",
        "euc-kr": "이름,소속\n김철수,서울대학교\n",
        "windows-1256": "Name,Affiliation\nرضا,دانشگاه\n",
    }[declared]
    intake = office.take_csv(text, declared, encoding=declared)
    assert names(intake) == [line.split(",")[0] for line in text.splitlines()[1:]]
    assert not [said for said in intake.notices if "does not say" in said]


def test_a_question_shows_the_first_lines_under_each_reading_and_how_to_choose_it():
    text = "氏名,所属\n田中太郎,東京大学\n"
    question = asked(text.encode("cp932"))
    assert (question.code, question.status) == ("needs-encoding", 422)
    readings = {reading.option: reading for reading in question.readings}
    japanese = readings["--encoding shift-jis"]
    assert japanese.rows == (("氏名", "所属"), ("田中太郎", "東京大学"))
    assert (japanese.label, japanese.delimiter) == ("Japanese (Shift-JIS)", ",")
    assert question.readings[0] == japanese  # its header words are known
    assert "The file list.csv" in str(question)
    assert "--encoding shift-jis" in str(question)
    for reading in question.readings:
        assert decode(text.encode("cp932"), reading.encoding, "list.csv").text


def test_a_preview_shows_lines_that_differ_between_readings():
    lines = "".join(f"Person {number},MIT\n" for number in range(50))
    question = asked(f"Name,Affiliation\n{lines}Łukasz Wójcik,Łódź\n".encode("cp1250"))
    (polish,) = [each for each in question.readings if each.encoding == "windows-1250"]
    assert polish.rows == (("Name", "Affiliation"), ("Łukasz Wójcik", "Łódź"))


def test_without_known_headers_the_choice_is_asked():
    assert decode(NORDIC.encode("cp1252"), None, "list.csv").encoding == "cp1252"
    assert asked(NORDIC.replace("Name,Affiliation", "Qwx,Zyx").encode("cp1252"))
    assert asked(CHINESE.partition("\n")[2].encode("gb18030"))


def test_one_word_that_does_not_belong_is_enough_to_ask():
    western = "Name,Affiliation\n" + "Björn Håkansson,KTH\nJosé Muñoz,Universidad de León\n" * 200
    assert decode(western.encode("cp1252"), None, "list.csv").encoding == "cp1252"
    assert asked(western.encode("cp1252") + "张伟,MIT\n".encode("gb18030"))
    late = western * 40 + "\n"  # behind the sample by which encodings are compared
    assert asked(late.encode("cp1252") + "Wałęsa,MIT\n".encode("cp1250"))


def test_the_last_line_counts_without_a_line_break_after_it():
    assert asked(b"Name,Affiliation\nAnn Example," + "Wałęsa".encode("cp1250"))


def test_utf16_without_its_mark_is_asked_about_and_other_nul_bytes_are_refused():
    for codec in ("utf-16-le", "utf-16-be"):
        assert asked(CHINESE.encode(codec)).readings[0].encoding == codec
    with pytest.raises(UploadRefused) as refused:
        decode(b"Name,Affiliation\nA\0B,MIT\n", None, "list.csv")
    assert refused.value.code == "nul-bytes"


def test_chinese_that_is_utf8_by_chance_is_asked_about():
    content = "Name,Affiliation\n思远伟,MIT\n".encode("gb18030")
    assert content.decode("utf-8")
    assert {"utf-8", "gb18030"} <= {reading.encoding for reading in asked(content).readings}
    for name in ("Hawaiʻi", "Nº", "52°North", "José", "Иванов", "Ζωή", "דוד", "محمد", "Արամ"):
        assert decode(f"Name,Affiliation\n{name},MIT\n".encode(), None, "list.csv").encoding == "utf-8"


def test_damaged_utf8_is_refused_and_not_asked_about():
    text = "".join(f"{name},KTH\n" for name in ("Björn", "Åsa", "José"))
    with pytest.raises(UploadRefused, match="line 5") as refused:
        decode(b"Name,Affiliation\n" + text.encode() + b"Hel\xe8ne,KTH\n", None, "list.csv")
    assert refused.value.code == "encoding-unknown"


PARTS = {
    "latin": (
        [
            "Björn",
            "José",
            "François",
            "Jürgen",
            "Søren",
            "Núñez",
            "Łukasz",
            "Čapek",
            "Erdoğan",
            "Szűcs",
            "Żółć",
        ],
        ["cp1252", "cp1250", "cp1254", "iso8859_2", "cp1257"],
    ),
    "cyrillic": (["Иванов", "Сергей", "Щукина", "Юлия", "Фёдор", "Петренко"], ["cp1251", "koi8_r"]),
    "chinese": (["张", "伟", "王", "芳", "李娜", "欧阳", "陈", "徐", "思远", "雨"], ["gb18030", "big5hkscs"]),
    "japanese": (["田中", "太郎", "すずき", "渡辺", "アキラ", "山本", "花子"], ["cp932", "euc_jp"]),
    "korean": (["김", "철수", "이", "영희", "박", "민준", "최"], ["cp949"]),
    "arabic": (["رضا", "محمد", "احمدی", "حسين", "فاطمة"], ["cp1256"]),
}


@pytest.mark.parametrize("script", PARTS)
def test_no_name_of_six_scripts_comes_out_wrong(script):
    """2,000 names in files of one to twenty, in every encoding of their script and under no declaration."""
    parts, codecs = PARTS[script]
    chance = random.Random(script)
    seen = 0
    while seen < 340:
        size = chance.choice([1, 2, 5, 20])
        people = ["".join(chance.choices(parts, k=2)) if script in ("chinese", "korean") else " ".join(chance.choices(parts, k=2)) for _ in range(size)]  # fmt: skip
        text = "Name,Affiliation\n" + "".join(f"{person},MIT\n" for person in people)
        for codec in (*codecs, "utf-8", "utf-8-sig", "utf-16"):
            try:
                content = text.encode(codec)
            except UnicodeEncodeError:
                continue
            try:
                read = decode(content, None, "list.csv").text
            except UploadRefused:
                assert not codec.startswith("utf")
                continue
            assert read == text, codec
        seen += size


def test_letters_stand_where_their_examples_have_them_and_not_where_the_others_do():
    for row in csv_file("letters.csv"):
        assert row["letter"] in row["example"].lower()
        assert measure_soundness(row["example"], "cp1252").is_sound, row
        for word in row["counterexample"].split():
            assert not measure_soundness(word, "cp1252").is_sound, row


@pytest.mark.parametrize(
    ("word", "codec", "sound"),
    [
        ("北京大学", "gb18030", True),
        ("IBM公司", "gb18030", True),
        ("中国科学院（上海）", "gb18030", True),
        ("M黮ler", "gb18030", False),
        ("H錵ansson", "gb18030", False),
        ("ÕÅÎ°", "cp1252", False),
        ("Èâàíîâ", "cp1252", False),
        ("été", "cp1252", True),
        ("O’Reilly", "cp1252", True),
        ("Иванов", "cp1251", True),
        ("иВАНОВ", "cp1251", False),
        ("Bjцrn", "cp1251", False),
        ("김철수", "cp949", True),
        ("捞철", "cp949", False),
        ("スズキ太郎", "cp932", True),
    ],
)
def test_characters_of_a_word_belong_together_or_do_not(word, codec, sound):
    found = measure_soundness(word, codec)
    assert (found.sound == found.words) is sound


def test_every_encoding_that_is_offered_can_be_declared():
    codecs = {row["codec"] for row in csv_file("encodings.csv")}
    assert {row["codec"] for row in csv_file("scripts.csv")} <= codecs
