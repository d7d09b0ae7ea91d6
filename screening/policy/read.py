"""Reads policies from their files, strictly: what cannot be understood is refused with file, line and field.

A policy that says `like = "<id>"` under [scale] takes that policy's figures and states only what differs; those of the shipped
policies stand in weights.csv beside them, each with its reason. The file's name is the policy's id.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import NoReturn

from pydantic import TypeAdapter

from screening.model import Relation, Role
from screening.policy.consequence import Consequence, strength
from screening.policy.errors import PolicyInvalid, UnknownPolicy
from screening.policy.model import Looks, Policy, Rule, Scale, Verified, When
from screening.policy.places import EXAMPLES, OWN, SHIPPED
from screening.policy.scale import check_scale, scale_table, weights_of
from screening.policy.shared_rules import shared_rules
from screening.policy.toml_file import TomlFile
from screening.policy.weights import FILE as WEIGHTS
from screening.policy.weights import check_policies
from watchlists.countries import country_code

_POLICY = TypeAdapter(Policy)
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
    policies = {path.stem: read_policy(path, known, scales) for path in _files(folder)}
    check_policies(folder, policies)
    return policies


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
    beside = [path for path in (folder / WEIGHTS,) if path.exists()]
    looked = ((path, path.read_bytes(), path.stat()) for path in [*_files(folder), *beside])
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
    file = TomlFile.open(path)
    table = file.table
    if table.get("id") != path.stem:
        file.fail(("id",), f"must be {path.stem!r}, the name of the file")
    for name in ("file", "file_sha256", "weights"):
        if name in table:
            file.fail((name,), "there is no such field")
    rules = shared_rules(file, path)
    table = {**table, "rule": rules} if rules is not None else table
    scale = scale_table(file, path, {} if scales is None else scales)
    policy = file.read(_POLICY, {**table, "file": path.name, "scale": scale})
    check_scale(file, policy.scale)
    weights = weights_of(policy.scale, path, table.get("scale", {}).get("like", ""))
    figures = "".join(f"\n{each.figure}={each.value}" for each in weights)
    others = (
        "".join(
            f"\n{rule}" for rule, own in zip(table["rule"], file.table["rule"], strict=True) if rule != own
        )
        if rules is not None
        else ""
    )
    digest = sha256(f"{file.source}{figures}{others}".encode()).hexdigest()
    policy = replace(policy, file_sha256=digest, weights=weights)
    for number, rule in enumerate(policy.rules):
        _check_rule(file, number, rule)
    _check_sources(policy, file)
    _check(policy, file, known)
    return replace(policy, rules=tuple(replace(each, when=_with_usual(each.when)) for each in policy.rules))


def _check_rule(file: TomlFile, number: int, rule: Rule) -> None:
    def fail(name: str, problem: str) -> NoReturn:
        file.fail(("rule", number, *name.split(".")), problem)

    when = rule.when
    if when.within_years is not None and when.roles and Role.FORMER not in when.roles:
        fail("when.within_years", 'looks back at former roles, and when.roles does not hold "former"')
    if rule.outcome is Consequence.CANNOT_DECIDE:
        fail("outcome", "cannot_decide follows from what is missing and is never written in a rule")
    if rule.verified is Verified.READ and rule.words is None:
        fail("words", "is missing; a rule is read only where it quotes the law, in a table [rule.words]")
    if rule.verified is not Verified.READ and rule.words is not None:
        fail(
            "words",
            f'stand beside a rule that is {rule.verified}; where they were read, write verified = "read"',
        )
    for name in ("look_at", "source_url"):
        if rule.verified is not Verified.KNOWN and getattr(rule, name) is not None:
            fail(name, "is for a rule that is only known; the address that was read stands in words.url")
    if rule.look_at is not None and rule.look_at == rule.source_url:
        fail("source_url", "is the same as look_at; where to look for words that were not read is no source")
    if rule.verified is Verified.ADVICE and strength(rule.outcome) > strength(Consequence.ASSESS_AND_RECORD):
        fail("outcome", "our own advice rests on no law and leads to assess_and_record or none")
    listed = when.lists or when.standings
    if rule.looks is Looks.HIT and not listed:
        fail("when.lists", 'is missing, and so is when.standings; without them write looks = "subject"')
    if rule.looks is Looks.SUBJECT and (listed or when.relations or when.roles):
        fail("looks", "a rule that looks at the subject cannot ask for lists, relations or roles")
    if rule.looks is Looks.SELF_DECLARED and (listed or when.relations):
        fail("looks", "a rule that looks at what the text itself says cannot ask for lists or relations")
    if rule.looks is not Looks.HIT and when.measures:
        fail("when.measures", "are those of a listing; a rule that looks at none cannot ask for them")


def _check_sources(policy: Policy, file: TomlFile) -> None:
    """Refuse a figure whose source is where a rule says to look for words that nobody read."""
    unread = {rule.look_at for rule in policy.rules if rule.look_at}
    for weight in policy.weights:
        if weight.source in unread:
            said = f"its source in {WEIGHTS} is where a rule says to look, and no source"
            file.fail(("scale", *weight.figure.split(".")), said)


def _with_usual(when: When) -> When:
    """A rule about listings that names no relation or role means the body itself, and what is current."""
    if not (when.lists or when.standings):
        return when
    return replace(when, relations=when.relations or USUAL_RELATIONS, roles=when.roles or USUAL_ROLES)


def _check(policy: Policy, file: TomlFile, known: Collection[str] | None) -> None:
    ids = [rule.id for rule in policy.rules]
    if not ids:
        file.fail(("rule",), "is missing; a policy needs at least one [[rule]]")
    for number, rule_id in enumerate(ids):
        if rule_id in ids[:number]:
            file.fail(("rule", number, "id"), f"{rule_id!r} stands twice")
    if policy.effective_from and policy.effective_to and policy.effective_to < policy.effective_from:
        file.fail(("effective_to",), "lies before effective_from")
    if policy.jurisdiction not in ("", "EU") and country_code(policy.jurisdiction) != policy.jurisdiction:
        file.fail(("jurisdiction",), 'must be a two-letter country code in capitals, "EU", or left out')
    if known is not None:
        for number, external in enumerate(policy.external):
            if external.id in known:
                said = f"{external.id!r} is in the catalogue, so it can be loaded and is not external"
                file.fail(("external", number, "id"), said)
        _check_lists(policy, file, set(known) | {external.id for external in policy.external})


def _check_lists(policy: Policy, file: TomlFile, known: set[str]) -> None:
    for number, rule in enumerate(policy.rules):
        for list_id in rule.when.lists:
            if list_id not in known:
                file.fail(("rule", number, "when", "lists"), _unknown(list_id))
    for list_id in (*policy.requires, *policy.scale.lists):
        if list_id not in known:
            place = ("requires",) if list_id in policy.requires else ("scale", "lists")
            file.fail(place, _unknown(list_id))


def _unknown(list_id: str) -> str:
    return f"{list_id!r} is neither in the catalogue nor under [[external]]"
