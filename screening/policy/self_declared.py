"""What follows from words by which a text itself says what sort of body it names.

Nobody has put the body on a list, so it weighs less than the lightest list and is never more than low. What follows from
its kind stands in the table of named bodies, in the row of a body that experts name: an ordinary finding weighs the scale's
`self_declared`, one that is low weighs as what is held for context does, a note asks nothing. A person is asked about a
body of influence only with a role there. Words that a hit was read from say nothing beside that hit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from screening.model import Hit, Role, SelfDeclared, Subject, TieKind
from screening.policy.identity import is_person
from screening.policy.model import Scale
from screening.policy.named_role import NO_ROLE, OFFICE, role_at_body
from screening.policy.naming_rules import Follows, NamingKeys, OfPerson, table
from watchlists.model import Naming

_OWN_TIES = frozenset({TieKind.EMPLOYMENT, TieKind.PREVIOUS, TieKind.VISITING, TieKind.FUNDING})


def asks(subject: Subject, said: SelfDeclared) -> bool:
    """Say whether somebody should look at it: it is the subject's own, and of a service or of the subject's role."""
    if said.mention.tie is TieKind.OTHER_PERSON:
        return False
    if not is_person(subject):
        return True
    taken = _keys(said).person
    if taken is OfPerson.NOTE:
        return False
    return taken is OfPerson.FINDING or _has_role(said)


def asking(subject: Subject, said: Sequence[SelfDeclared]) -> tuple[SelfDeclared, ...]:
    """Those of them that somebody should look at."""
    return tuple(each for each in said if asks(subject, each))


def weight(subject: Subject, said: SelfDeclared, scale: Scale) -> int:
    """The points it has by itself, from 0 to less than the scale's `medium`; context never scores a person."""
    if not said.scores or not asks(subject, said):
        return 0
    follows = _keys(said).organisation
    if follows is Follows.FINDING:
        most = scale.self_declared
    else:
        most = scale.standings["context"] if follows is Follows.LOW and not is_person(subject) else 0
    return min(scale.medium - 1, round(most * scale.roles[said.mention.role] / 100))


def not_of_hits(said: Iterable[SelfDeclared], hits: Sequence[Hit]) -> tuple[SelfDeclared, ...]:
    """Those whose words no hit was read from."""
    return tuple(each for each in said if not any(is_of_same_words(each, hit) for hit in hits))


def is_of_same_words(said: SelfDeclared, hit: Hit) -> bool:
    """Say whether a hit was read from the words, or from what they stand directly before: "PLA General Hospital"."""
    if hit.mention.source != said.mention.source:
        return False
    words, read = said.words.casefold(), hit.matched_text.casefold()
    here, there = said.mention.text.casefold(), hit.mention.text.casefold()
    if not (here in there or there in here):
        return False
    return words in read or read in words or f"{words} {read}" in said.text.casefold()


def _has_role(said: SelfDeclared) -> bool:
    mention = said.mention
    if mention.tie not in _OWN_TIES or mention.role is Role.EDUCATION or said.award:
        return False
    if mention.tie is TieKind.FUNDING:
        return True
    # What names the body may be all between the commas, or the words alone: "Member of the United Front Department".
    told = {role_at_body(mention.text, body, mention.stated) for body in (said.words, said.text)}
    return OFFICE in told or NO_ROLE not in told


def _keys(said: SelfDeclared) -> NamingKeys:
    """What the kind leads to where no law and no government names the body."""
    return table()[Naming.NAMED_EXPERT, said.kind]
