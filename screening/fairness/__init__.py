"""Whether screening burdens one group more than another: measured, with intervals, never an input."""

from screening.fairness.groups import by_country, by_script
from screening.fairness.innocents import innocents, unlisted
from screening.fairness.rates import GroupRates, Rate, rates, worst

__all__ = ["GroupRates", "Rate", "by_country", "by_script", "innocents", "rates", "unlisted", "worst"]
