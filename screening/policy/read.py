"""Reads policies from their files, strictly: what cannot be understood is refused with file, line and field.

A policy that says `like = "<id>"` under [scale] takes that policy's figures and states only what differs.
The file's name is the policy's id.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from screening.model import Relation, Role, SubjectType
from screening.policy.errors import PolicyInvalid, UnknownPolicy
from screening.policy.facts import fact_names, read_questions
from screening.policy.fields import Fields, read_toml
from screening.policy.fitting import unfit
from screening.policy.model import (
    Consequence,
    ExternalList,
    FactCondition,
    Looks,
    Policy,
    Rule,
    Scale,
    Verified,
    When,
)
from screening.policy.places import EXAMPLES, OWN, SHIPPED
from screening.policy.scale import STANDINGS, read_scale
from watchlists.countries import country_code
from watchlists.model import PartyType

_NO_ADDRESS = "must be an address that begins with https:// or http://"
_Seen = tuple[Path, tuple[tuple[str, bytes, int, int], ...]]
_MADE: dict[_Seen, dict[str, Policy]] = {}
_MOST = 4
USUAL_RELATIONS = (Relation.SAME, Relation.CAMPUS_OF, Relation.LABORATORY_OF)  # parts of the legal body
USUAL_ROLES = (Role.CURRENT, Role.VISITING)


def read_policies(folder: Path = SHIPPED, known: Collection[str] | None = None) -> dict[str, Policy]:
    """Read every policy of a folder, by id in alphabetical order.

    Args:
        folder: where the files are; `<id>.examples.toml` beside a policy holds its worked examples.
        known: ids of the catalogue's lists; where given, a list outside them must stand under [[external]].

    Raises:
        PolicyInvalid: naming file, line and field.
    """
    scales: dict[str, Scale] = {}
    return {path.stem: read_policy(path, known, scales) for path in _files(folder)}


def _files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*.toml")) if not path.name.endswith(EXAMPLES)]


def _as_they_are(folder: Path) -> dict[str, Policy]:
    """Read a folder, or give what was made of the same bytes before: a worker asks before each of its steps."""
    try:
        seen = _look_at(folder)
        if (made := _MADE.get(seen)) is None:
            made = read_policies(folder)
            if _look_at(folder) == seen:  # else a file changed while it was read, and is read again next time
                if len(_MADE) >= _MOST:
                    _MADE.clear()
                _MADE[seen] = made
    except OSError:
        return read_policies(folder)  # which says what is wrong
    return dict(made)


def _look_at(folder: Path) -> _Seen:
    """Every file of a folder with its bytes, and what tells that it was written anew."""
    looked = ((path, path.read_bytes(), path.stat()) for path in _files(folder))
    return folder, tuple((path.name, said, at.st_mtime_ns, at.st_ino) for path, said, at in looked)


def available_policies(environment: Mapping[str, str]) -> dict[str, Policy]:
    """The shipped policies, and the institution's own where SCREENING_POLICY_DIR names their folder.

    Raises:
        PolicyInvalid: a file is wrong, the folder is not there, or an own policy takes a shipped one's id.
    """
    shipped = _as_they_are(SHIPPED)
    if not (own := environment.get(OWN)):
        return shipped
    folder = Path(own)
    if not folder.is_dir():
        raise PolicyInvalid(f"{OWN} names {own!r}, which is not a folder; correct it or leave it out.")
    ours = _as_they_are(folder)
    if taken := sorted(shipped.keys() & ours.keys()):
        raise PolicyInvalid(f"{taken[0]}.toml in {own} has the id of a shipped policy; give it another name.")
    return shipped | ours


def choose(policies: dict[str, Policy], ids: Collection[str]) -> tuple[Policy, ...]:
    """The policies of these ids, in the order asked for.

    Raises:
        UnknownPolicy: with the ids there are.
    """
    for policy_id in ids:
        if policy_id not in policies:
            known = ", ".join(sorted(policies))
            raise UnknownPolicy(f"There is no policy {policy_id!r}; there are {known}.", id=policy_id)
    return tuple(policies[policy_id] for policy_id in dict.fromkeys(ids))


def read_policy(
    path: Path, known: Collection[str] | None = None, scales: dict[str, Scale] | None = None
) -> Policy:
    """Read one policy file; `scales` remembers those already read.

    Raises:
        PolicyInvalid: naming file, line and field.
    """
    fields = read_toml(path)
    digest = sha256(fields.source.encode()).hexdigest()
    if fields.table.get("id") != path.stem:
        fields.fail("id", f"must be {path.stem!r}, the name of the file")
    source_url = fields.text("source_url")
    verified = fields.choice("verified", Verified)
    policy = Policy(
        id=fields.text("id"),
        version=fields.text("version"),
        title=fields.text("title"),
        jurisdiction=fields.text("jurisdiction", ""),
        authority=fields.text("authority"),
        source_url=source_url,
        verified=verified,
        summary=fields.text("summary"),
        requires=fields.texts("requires"),
        not_read=fields.texts("not_read"),
        effective_from=fields.day("effective_from"),
        effective_to=fields.day("effective_to"),
        external=tuple(_external(each) for each in fields.tables("external")),
        rules=tuple(_rule(each, source_url, verified) for each in fields.tables("rule")),
        scale=read_scale(fields.inner("scale"), path, {} if scales is None else scales),
        file=path.name,
        file_sha256=digest,
    )
    _check(policy, read_toml(path), known)
    fields.finish()
    return policy


def _external(fields: Fields) -> ExternalList:
    external = ExternalList(fields.text("id"), fields.text("title"), fields.text("publisher"))
    fields.finish()
    return external


def _rule(fields: Fields, source_url: str, verified: Verified) -> Rule:
    rule = Rule(
        id=fields.text("id"),
        clause=fields.text("clause"),
        outcome=fields.choice("outcome", Consequence),
        says=fields.text("says"),
        looks=fields.choice("looks", Looks, Looks.HIT),
        when=_with_usual(_when(fields.inner("when"))),
        verified=fields.choice("verified", Verified, verified),
        source_url=fields.text("source_url", source_url),
        lowers=fields.text("lowers", ""),
        effective_from=fields.day("effective_from"),
        effective_to=fields.day("effective_to"),
    )
    if rule.outcome is Consequence.CANNOT_DECIDE:
        fields.fail("outcome", "cannot_decide follows from what is missing and is never written in a rule")
    listed = rule.when.lists or rule.when.standings
    if rule.looks is Looks.HIT and not listed:
        fields.fail(
            "when.lists", 'is missing, and so is when.standings; without them write looks = "subject"'
        )
    if rule.looks is Looks.SUBJECT and (listed or rule.when.relations or rule.when.roles):
        fields.fail("looks", "a rule that looks at the subject cannot ask for lists, relations or roles")
    if rule.looks is Looks.SELF_DECLARED and (listed or rule.when.relations):
        fields.fail(
            "looks", "a rule that looks at what the text itself says cannot ask for lists or relations"
        )
    fields.finish()
    return rule


def _when(fields: Fields) -> When:
    within = fields.whole("within_years", 1, 50) if "within_years" in fields.table else None
    when = When(
        lists=fields.texts("lists"),
        standings=fields.texts("standings"),
        relations=fields.choices("relations", Relation),
        roles=fields.choices("roles", Role),
        subjects=fields.choices("subjects", SubjectType),
        parties=fields.choices("parties", PartyType),
        within_years=within,
        facts=_facts(fields.inner("project")),
    )
    for standing in when.standings:
        if standing not in STANDINGS:
            fields.fail("standings", f"{standing!r} is not one of {', '.join(STANDINGS)}")
    if within is not None and when.roles and Role.FORMER not in when.roles:
        fields.fail("within_years", 'looks back at former roles, and when.roles does not hold "former"')
    fields.finish()
    return when


def _with_usual(when: When) -> When:
    """A rule about listings that names no relation or role means the body itself, and what is current."""
    if not (when.lists or when.standings):
        return when
    return replace(when, relations=when.relations or USUAL_RELATIONS, roles=when.roles or USUAL_ROLES)


def _facts(fields: Fields) -> tuple[FactCondition, ...]:
    conditions = []
    for name in sorted(fields.table):
        if name not in fact_names():
            fields.fail(name, f"there is no such project fact; there are {', '.join(fact_names())}")
        value = fields.table.pop(name)
        if isinstance(value, dict) and set(value) == {"at_least"}:
            condition = FactCondition(name, at_least=float(value["at_least"]))
        else:
            condition = FactCondition(name, tuple(value) if isinstance(value, list) else (value,))
        if wrong := unfit(condition, read_questions()[name]):
            fields.fail(name, wrong)
        conditions.append(condition)
    return tuple(conditions)


def _check(policy: Policy, fields: Fields, known: Collection[str] | None) -> None:
    ids = [rule.id for rule in policy.rules]
    if not ids:
        fields.fail("rule", "is missing; a policy needs at least one [[rule]]")
    for number, rule_id in enumerate(ids, 1):
        if rule_id in ids[: number - 1]:
            Fields(policy.file, fields.source, {}, "rule", number).fail("id", f"{rule_id!r} stands twice")
    if policy.effective_from and policy.effective_to and policy.effective_to < policy.effective_from:
        fields.fail("effective_to", "lies before effective_from")
    if policy.jurisdiction not in ("", "EU") and country_code(policy.jurisdiction) != policy.jurisdiction:
        fields.fail("jurisdiction", 'must be a two-letter country code in capitals, "EU", or left out')
    for number, rule in enumerate(policy.rules, 1):
        if urlsplit(rule.source_url).scheme not in ("http", "https"):
            Fields(policy.file, fields.source, {}, "rule", number).fail("source_url", _NO_ADDRESS)
    if urlsplit(policy.source_url).scheme not in ("http", "https"):
        fields.fail("source_url", _NO_ADDRESS)
    if known is not None:
        for number, external in enumerate(policy.external, 1):
            if external.id in known:
                Fields(policy.file, fields.source, {}, "external", number).fail(
                    "id", f"{external.id!r} is in the catalogue, so it can be loaded and is not external"
                )
        _check_lists(policy, fields, set(known) | {external.id for external in policy.external})


def _check_lists(policy: Policy, fields: Fields, known: set[str]) -> None:
    for number, rule in enumerate(policy.rules, 1):
        for list_id in rule.when.lists:
            if list_id not in known:
                Fields(policy.file, fields.source, {}, "rule", number).fail("when.lists", _unknown(list_id))
    for list_id in (*policy.requires, *policy.scale.lists):
        if list_id not in known:
            fields.fail("requires" if list_id in policy.requires else "scale.lists", _unknown(list_id))


def _unknown(list_id: str) -> str:
    return f"{list_id!r} is neither in the catalogue nor under [[external]]"
