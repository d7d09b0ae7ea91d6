"""Whether two persons' names give their words in one order, which only tells ties apart."""

import pytest

from screening.compare.align import align
from screening.compare.order import in_one_order
from screening.compare.prepared import prepare
from screening.compare.words import Distance


@pytest.mark.parametrize(
    ("left", "right", "says"),
    [
        ("Ivan Zembla", "Ivan Zembla", True),
        ("Ivan Zembla", "Zembla Ivan", False),
        ("Ivan Zembla", "Zembla, Ivan", True),  # turned round, as printed
        ("Ivan Petr Zembla", "Ivan Zembla", True),  # one is left out
        ("Ivan Zembla", "Ivan Zemblo", True),  # misspelt
        ("Zemblo Ivan", "Ivan Zembla", False),
        ("Zembla Ivan", "Zembla, Ivan", True),  # and as printed before it is turned round
        ("En Lai Petr Zembla", "Zembla Petr Enlai", True),  # joined words have no order
    ],
)
def test_words_stand_in_one_order_as_printed_or_turned_at_a_comma(left, right, says):
    one, other = prepare("Person", left), prepare("Person", right)
    assert in_one_order(one, other, align(one, other, Distance.SAME)) is says
    assert in_one_order(other, one, align(other, one, Distance.SAME)) is says
