import pytest

from screening.names.scripts import romanise
from screening.names.vowelless import frame, writes

FITS = """حسن Hassan|حسن Hasan|حسین Hossein|حسین Husayn|حسين Hussain|محمد Mohammed|محمد Muhammad|أحمد Ahmed|إبراهيم Ibrahim
ابراهیمی Ebrahimi|علی Ali|علي Aly|عمر Omar|ليلى Layla|لیلا Leila|يوسف Yusuf|یوسف Yousef|أمينة Amina|خالد Khaled|مريم Maryam
محمود Mahmoud|صالح Saleh|صالح Salih|خليل Khalil|منصور Mansour|فاطمة Fatima|فاطمه Fatemeh|محمدی Mohammadi|حسینی Hosseini
رضایی Rezaei|جعفری Jafari|رضا Reza|زهرا Zahra|مهدی Mehdi|امیر Amir|جواد Javad|جواد Jawad|قاسم Qasem|قاسم Ghassem
ذوالفقار Zulfiqar|مصطفی Mostafa|داوود Davoud|داود Dawud|موسوی Mousavi|شریعتی Shariati|سعید Saeed|نور Noor|نور Nur
عبدالله Abdullah|عبدالرحمن Abdulrahman|الرحمن Rahman|الخطيب Khatib|اسماعیل Esmaeil|یحیی Yahya|فؤاد Fuad|تهرانی Tehrani
پژمان Pejman|چنگیز Changiz|شهریار Shahriar|پروین Parvin|عثمان Osman|عثمان Uthman|طاهر Taher|ضياء Zia|رضوان Ridwan
وحید Vahid|قذافي Gaddafi|نصرالله Nasrallah|الياس Elias|عيسى Isa|هدى Huda|أيوب Ayyub|زینب Zeynab|حیدر Heydar|سعود Saud"""
OTHERS = """حسن Hossein|حسین Hassan|إبراهيم Ebrahimi|احمد Ahmadi|محمد Mohammadi|خليل Khatib|خالد Walid|حسینی Hossein
خالد Khuwaylid|محمد Mahmoud|محمود Mohammad|رضا Rezaei|سعید Saad|سليم Salem|كريم Akram|مراد Moradi|أمينة Aman"""


def pairs(table):
    found = []
    for cell in table.replace("\n", "|").split("|"):
        own, latin = cell.split()
        found.append(pytest.param(romanise(own, person=True), latin.lower(), id=f"{own} {latin}"))
    return found


@pytest.mark.parametrize(("sparse", "full"), pairs(FITS))
def test_a_name_in_arabic_letters_may_be_its_usual_spellings_and_shares_their_coarse_key(sparse, full):
    assert writes(sparse, full)
    assert frame(sparse).removeprefix("l") == frame(full).removeprefix("l") or "f" in frame(sparse + full)


@pytest.mark.parametrize(("sparse", "full"), pairs(OTHERS))
def test_a_written_long_vowel_and_an_ending_tell_names_apart(sparse, full):
    assert not writes(sparse, full)


@pytest.mark.parametrize("text", ["", "a", "4", "x4", "'", "é" * 300, "kh" * 150])
def test_what_is_no_word_writes_nothing_and_takes_no_time(text):
    assert not writes(text, "hassan")
    assert not writes("hsn", text)


def test_rows_of_vowels_are_refused_rather_than_shared_out_in_every_way():
    assert not writes("ay" * 12, "i" * 24 + "x")  # took four minutes when every way was tried
    assert not writes("ay" * 2, "i" * 298 + "x")
