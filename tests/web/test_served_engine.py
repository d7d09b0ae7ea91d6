"""What the processes of the service share, brought in before the first visitor comes."""

from datetime import date

from screening.engine import load_engine
from web.served_engine import warm


def test_a_warmed_engine_keeps_no_visitor_waiting_for_its_candidate_index():
    day = date(2026, 11, 25)
    load_engine(on=day)  # compiles the lists where nobody has, with the index in hand
    engine = load_engine(on=day)
    assert not engine.linker.texts.misspelt.index.is_made
    warm(engine)
    assert engine.linker.texts.misspelt.index.is_made
