"""What a later run says otherwise than an earlier one, subject by subject, and why.

Pure: two sides in, changes out. A subject is the same where the list gives exactly the same of it; what is left is
paired by name, where that name stands once on either side. Every change has a reason: the subject was given
otherwise, a list has changed, or the rules, knowledge or engine have; where none explains it, that is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from screening.jobs.causes import causes, given_otherwise
from screening.jobs.changes import Cause, Change, Changes, Kind, Side, Why
from screening.model import Inquiry

_ONLY_LATER = Why(Cause.SUBJECT, "The earlier list does not hold this subject.")
_ONLY_EARLIER = Why(Cause.SUBJECT, "The later list no longer holds this subject.")


def compare(before: Side, after: Side) -> Changes:
    """Compare two runs."""
    earlier = _paired(before.briefs, after.briefs)
    found, same = [], 0
    for asked, said in after.briefs.items():
        old, rows = earlier.get(asked), after.rows[asked]
        if old is None:
            found.append(Change(Kind.NEW, asked.subject, rows, None, said, (_ONLY_LATER,)))
        elif (told := before.briefs[old]) == said:
            same += 1
        else:
            why = (*given_otherwise(old, asked), *causes(before, after, told, said))
            found.append(Change(Kind.CHANGED, asked.subject, rows, told, said, why or _unexplained()))
    kept = set(earlier.values())
    for asked, said in before.briefs.items():
        if asked not in kept:
            rows = before.rows[asked]
            found.append(Change(Kind.GONE, asked.subject, rows, said, None, (_ONLY_EARLIER,)))
    return Changes(tuple(found), same)


def _unexplained() -> tuple[Why, ...]:
    return (
        Why(Cause.UNEXPLAINED, "Nothing that the runs are pinned to explains it; tell whoever runs this."),
    )


def _paired(before: Mapping[Inquiry, object], after: Mapping[Inquiry, object]) -> dict[Inquiry, Inquiry]:
    """The earlier inquiry of each later one, where there is one."""
    same = {asked: asked for asked in after if asked in before}
    old = _by_name(asked for asked in before if asked not in same)
    new = _by_name(asked for asked in after if asked not in same)
    return same | {new[name]: old[name] for name in new.keys() & old.keys()}


def _by_name(inquiries: Iterable[Inquiry]) -> dict[str, Inquiry]:
    """Inquiries by the folded name of their subject, where it stands once; those without a name by nothing."""
    named = [(" ".join(asked.subject.name.split()).casefold(), asked) for asked in inquiries]
    counted = Counter(name for name, _ in named)
    return {name: asked for name, asked in named if name and counted[name] == 1}
