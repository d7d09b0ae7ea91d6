"""Points are turned into a share of right hits by a table that never falls, and the evidence still adds up."""

from hypothesis import given
from hypothesis import strategies as st

from screening.link.calibration import calibrated, meaning, table
from screening.model import Evidence


def test_the_table_rises_and_stays_a_share():
    assert list(table()) == sorted(table())
    assert [share for _, share in table()] == sorted(share for _, share in table())
    assert all(0 < share < 1 for _, share in table())


@given(one=st.integers(0, 100), other=st.integers(0, 100))
def test_more_points_never_mean_less(one, other):
    assert (one <= other) <= (meaning(one) <= meaning(other))


@given(points=st.lists(st.integers(0, 40), min_size=1, max_size=3).filter(lambda each: sum(each) <= 100))
def test_the_lines_add_up_to_the_share(points):
    lines = calibrated(tuple(Evidence("name", "a", "b", each) for each in points))
    assert sum(line.points for line in lines) == meaning(sum(points))
    assert lines[0].points == points[0]
