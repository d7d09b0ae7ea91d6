"""What follows from words by which a text itself says what sort of body it names.

Nobody has put the body on a list, so it weighs less than the lightest list and is never more than low. A body of the
armed forces, of intelligence or of the police weighs the scale's `self_declared`; one of influence weighs as what is
held for context does. A person is asked about a body of influence only where it is the person's own post or funder, and
not where the words beside it say that there is no role, such as a membership.
"""

from __future__ import annotations

from collections.abc import Sequence

from screening.model import Role, SelfDeclared, Subject, TieKind
from screening.policy.identity import is_person
from screening.policy.model import Scale
from screening.policy.named_role import NO_ROLE, said_of_tie
from watchlists.model import BodyKind

# The others are of influence: Party organs, programmes, funds, media.
SERVICES = frozenset(
    {
        BodyKind.MILITARY,
        BodyKind.INTELLIGENCE,
        BodyKind.SECURITY_POLICE,
        BodyKind.POLICE_STATION,
        BodyKind.FRONT_COMPANY,
    }
)
_OWN_TIES = frozenset({TieKind.EMPLOYMENT, TieKind.PREVIOUS, TieKind.VISITING, TieKind.FUNDING})


def asks(subject: Subject, said: SelfDeclared) -> bool:
    """Say whether somebody should look at it: it is the subject's own, and of a service or of the subject's post."""
    if said.mention.tie is TieKind.OTHER_PERSON:
        return False
    if said.kind in SERVICES or not is_person(subject):
        return True
    if said.mention.tie not in _OWN_TIES or said.mention.role is Role.EDUCATION or said.award:
        return False
    return said_of_tie(said.mention.text, said.text, said.mention.stated) != NO_ROLE


def asking(subject: Subject, said: Sequence[SelfDeclared]) -> tuple[SelfDeclared, ...]:
    """Those of them that somebody should look at."""
    return tuple(each for each in said if asks(subject, each))


def weight(subject: Subject, said: SelfDeclared, scale: Scale) -> int:
    """The points it has by itself, from 0 to less than the scale's `medium`; context never scores a person."""
    if not said.scores or not asks(subject, said):
        return 0
    of_influence = 0 if is_person(subject) else scale.standings["context"]
    most = scale.self_declared if said.kind in SERVICES else of_influence
    return min(scale.medium - 1, round(most * scale.roles[said.mention.role] / 100))
