"""A glossary is learned from parallel names: words that go together in both directions, each with an example."""

from benchmarks.learn_glossary import Pair, cut, learn, main, translation_chances
from screening.names.scripts import Script


def test_words_that_always_stand_together_are_translations():
    bitext = [
        (["завод", "авиационн"], ["plant", "aviation"], 1.0),
        (["завод", "химическ"], ["plant", "chemical"], 1.0),
        (["институт", "химическ"], ["institute", "chemical"], 1.0),
    ]
    chances = translation_chances(bitext)
    assert max(chances["завод"], key=chances["завод"].get) == "plant"
    assert max(chances["химическ"], key=chances["химическ"].get) == "chemical"


def test_a_run_is_cut_into_its_words_and_unknown_signs_stay_together():
    lexicon = {"南京": 3.0, "电子": 4.0, "科技": 4.0}
    assert cut("南京烽火电子科技", lexicon, 8.0) == ["南京", "烽火", "电子", "科技"]


def test_a_term_needs_three_bodies_and_keeps_an_example():
    towns = {"Казанский": "Kazan", "Омский": "Omsk", "Томский": "Tomsk", "Пермский": "Perm"}
    kinds = {"завод": "Plant", "институт": "Institute", "банк": "Bank", "музей": "Museum"}
    pairs = [
        Pair(f"{kind} of {town}", f"{name} {native}", f"{town} {kind}", Script.CYRILLIC)
        for name, town in towns.items()
        for native, kind in kinds.items()
    ]
    pairs.append(Pair("a port", "Невельской порт", "Nevelskoy Port", Script.CYRILLIC))
    rows = {row[0]: row for row in learn(pairs, Script.CYRILLIC)}
    assert rows["институт"][2].startswith("institute:")
    assert rows["институт"][1] == "4"
    assert rows["институт"][3:] == ("Казанский институт", "Kazan Institute")
    assert "порт" not in rows  # of one body


def test_without_parallel_names_it_says_so_and_writes_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["learn", str(tmp_path / "nowhere"), "--out", str(tmp_path / "out")])
    main()
    assert "not at hand" in capsys.readouterr().out
    assert not (tmp_path / "out").exists()
