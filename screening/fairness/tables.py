"""Rates as text tables, with the worst groups named in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from screening.fairness.rates import GroupRates, Rate, wilson, worst

FEW = 30  # rows below which a group's rate says little; the interval shows how little
TINY = 5  # smaller groups stand together in one line, so that no single person's row can be read off


def table(title: str, groups: Sequence[GroupRates], whole: Rate) -> str:
    """A table of groups, largest first, and the sentence about the worst."""
    return "\n".join(_lines(title, groups, whole))


def _lines(title: str, groups: Sequence[GroupRates], whole: Rate) -> Iterator[str]:
    width = max([len(title), 20, *(len(group.group) for group in groups)])
    yield f"{title:<{width}}  {'rows':>6}  alert (95 % interval)   no match   high"
    shown = [group for group in groups if group.rows >= TINY]
    for group in shown:
        yield (
            f"{group.group:<{width}}  {group.rows:>6,}  {_with_interval(group.alert):<22}"
            f"  {group.no_match.share:>6.1%}  {group.high.share:>5.1%}"
        )
    if tiny := [group for group in groups if group.rows < TINY]:
        alerts = wilson(sum(group.alert.count for group in tiny), sum(group.rows for group in tiny))
        yield f"{f'{len(tiny)} smaller groups':<{width}}  {alerts.of:>6,}  {_with_interval(alerts)}"
    yield f"{'all':<{width}}  {whole.of:>6,}  {_with_interval(whole)}"
    yield _worst_sentence(worst(shown, whole))


def _with_interval(rate: Rate) -> str:
    return f"{rate.share:.1%} ({rate.low:.1%} to {rate.high:.1%})"


def _worst_sentence(above: Sequence[GroupRates]) -> str:
    if not above:
        return "No group has more alerts than chance would explain."
    names = ", ".join(f"{group.group} ({group.alert.share:.1%}{_few(group)})" for group in above)
    return f"Groups with more alerts than chance would explain: {names}."


def _few(group: GroupRates) -> str:
    return f", only {group.rows} rows" if group.rows < FEW else ""
