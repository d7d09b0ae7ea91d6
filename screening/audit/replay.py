"""What the state must be, told by the log alone: pure, entry by entry.

Every action that the code records has a row in EFFECTS; `no_state` is the row of those that change nothing which is
compared. A field that an entry says nothing of, since it was written before such facts were kept, is not expected to
be anything. So an older log is compared as far as it goes, and is never called wrong for what it does not say.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from screening.audit.chain import LogEntry

Facts = Mapping[str, Any]
_PERSON = "person:"
_NEW_PERSON = {"disabled": False, "two_factor": False, "installation_administrator": False}
# Tables whose rows go with a term or an erasure; before their ids were listed an entry gave counts only.
_FORGETTABLE = ("check", "case", "disposition", "remark")


@dataclass(slots=True)
class ExpectedRow:
    """What one row must hold, as far as the log says."""

    fields: dict[str, Any]
    sequence: int  # of the newest entry that speaks of it
    optional: bool = False  # whether it may be gone without an entry that names it


@dataclass
class Expected:
    """The state that the log tells: rows by kind and id; see `screening.audit.state_check` for what each kind is."""

    rows: dict[str, dict[str, ExpectedRow]] = field(default_factory=lambda: defaultdict(dict))
    entries: int = 0
    unknown: dict[str, int] = field(default_factory=dict)  # actions that have no row, with their first entry
    unread: list[int] = field(default_factory=list)  # entries whose facts are not those of their action
    generations: dict[str, int] = field(default_factory=dict)  # of the lists: their numbers by hash
    _of_case: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def take(self, line: LogEntry) -> None:
        """Take in the next entry."""
        self.entries += 1
        effect = EFFECTS.get(line.action)
        if effect is None:
            self.unknown.setdefault(line.action, line.sequence)
            return
        try:
            effect(self, line, json.loads(line.facts))
        except (ValueError, KeyError, TypeError, AttributeError):  # an entry that was changed says anything
            self.unread.append(line.sequence)

    def follow(self, lines: Iterator[LogEntry]) -> Iterator[LogEntry]:
        """Hand lines on, and take each in."""
        for line in lines:
            self.take(line)
            yield line

    def put(self, kind: str, id_: str, line: LogEntry, /, *, optional: bool = False, **fields: Any) -> None:  # noqa: ANN401 - whatever a column holds
        """A row is there from now on, and holds this."""
        self.rows[kind][id_] = ExpectedRow(fields, line.sequence, optional)

    def set(self, kind: str, id_: str, line: LogEntry, /, **fields: Any) -> None:  # noqa: ANN401 - as above
        """A row holds this from now on; what it held beside stays."""
        row = self.rows[kind].setdefault(id_, ExpectedRow({}, line.sequence))
        row.fields.update(fields)
        row.sequence = line.sequence

    def drop(self, kind: str, id_: str) -> None:
        """A row is gone."""
        self.rows[kind].pop(id_, None)

    def attach(self, case_id: str, kind: str, id_: str) -> None:
        """A row goes when its case goes."""
        self._of_case[case_id].append((kind, id_))

    def drop_case(self, case_id: str) -> None:
        """A case is gone, with all that stood beside it."""
        self.drop("case", case_id)
        for kind, id_ in self._of_case.pop(case_id, ()):
            self.drop(kind, id_)

    def move_case(self, case_id: str, into: str) -> None:
        """A case is gone, and what stood beside it stands beside another."""
        self.drop("case", case_id)
        for kind, id_ in self._of_case.pop(case_id, ()):
            if id_ in self.rows[kind]:
                self.rows[kind][id_].fields["case"] = into
                self.attach(into, kind, id_)

    def may_be_gone(self, team: str | None, kinds: tuple[str, ...] = _FORGETTABLE) -> None:
        """Rows of a team (None: of any) may have gone with an entry that does not name them."""
        for kind in kinds:
            for row in self.rows[kind].values():
                if team is None or row.fields.get("team", team) == team:
                    row.optional = True


Effect = Callable[[Expected, LogEntry, Facts], None]


def no_state(_expected: Expected, _line: LogEntry, _facts: Facts) -> None:
    """The action changes nothing that is compared."""


def _known(facts: Facts, **names: str) -> dict[str, Any]:
    """Those of the facts that the entry has, under the names of their columns: column=fact."""
    return {column: facts[name] for column, name in names.items() if name in facts}


def _person(line: LogEntry) -> str:
    return line.actor.removeprefix(_PERSON)


# People, teams and keys


def _set_up(expected: Expected, line: LogEntry, facts: Facts) -> None:
    person = _person(line)
    expected.put("person", person, line, **_NEW_PERSON)
    expected.put("team", line.team, line, closed=False)
    _signs_in(expected, line, person, facts)
    _hold_roles(expected, line, person, line.team, facts.get("roles"))
    expected.drop("link", "")


def _invited(expected: Expected, line: LogEntry, facts: Facts) -> None:
    expected.put("person", facts["person"], line, **_NEW_PERSON)
    _signs_in(expected, line, facts["person"], facts)
    _hold_roles(expected, line, facts["person"], line.team, facts["roles"])
    _link_made(expected, line, facts)


def _vouched_for(expected: Expected, line: LogEntry, facts: Facts) -> None:
    expected.put("person", _person(line), line, **_NEW_PERSON)
    _signs_in(expected, line, _person(line), facts)


def _signs_in(expected: Expected, line: LogEntry, person: str, facts: Facts) -> None:
    """A person signs in under the name of this mark, as at first: nothing in the service changes such a name.

    Marks of each key of the installation are told apart, since those of one key say nothing under another.
    """
    if "signs_in" not in facts:  # of an entry of before
        return
    mark = facts["signs_in"]
    first = ExpectedRow({"mark": mark, "others": []}, line.sequence, optional=True)
    row = expected.rows["sign-in"].setdefault(f"{person} {mark.partition(':')[0]}", first)
    if row.fields["mark"] != mark:
        row.fields["others"].append(line.sequence)


def _roles_set(expected: Expected, line: LogEntry, facts: Facts) -> None:
    person = facts["person"]
    _sessions_ended(expected, line, facts)
    if line.team:
        _hold_roles(expected, line, person, line.team, facts["to"])
        return
    given: dict[str, list[str]] = {team: [] for team in facts.get("teams", ())}
    for each in facts["to"]:
        team, _, role = each.rpartition(":")
        given.setdefault(team, []).append(role)
    if "teams" not in facts:  # which teams the provider speaks of was not kept then
        for id_ in [each for each in expected.rows["roles"] if each.partition(" ")[0] == person]:
            _hold_roles(expected, line, person, id_.partition(" ")[2], None)
    for team, roles in given.items():
        _hold_roles(expected, line, person, team, roles)


def _hold_roles(
    expected: Expected, line: LogEntry, person: str, team: str, roles: list[str] | tuple[str, ...] | None
) -> None:
    """A person holds exactly these roles in a team from now on; None: the entry does not say which."""
    fields = {} if roles is None else {"roles": frozenset(roles)}
    expected.put("roles", f"{person} {team}", line, optional=roles is None, **fields)


def _disabled(expected: Expected, line: LogEntry, facts: Facts) -> None:
    expected.set("person", facts["person"], line, disabled=True)
    expected.drop("link", facts["person"])
    expected.drop("session", facts["person"])  # everywhere, whoever says so


def _enabled(expected: Expected, line: LogEntry, facts: Facts) -> None:
    expected.set("person", facts["person"], line, disabled=False)


def _two_factor_on(expected: Expected, line: LogEntry, _facts: Facts) -> None:
    expected.set("person", _person(line), line, two_factor=True)


def _two_factor_off(expected: Expected, line: LogEntry, facts: Facts) -> None:
    expected.set("person", facts.get("person", _person(line)), line, two_factor=False)


def _link_offered(expected: Expected, line: LogEntry, _facts: Facts) -> None:
    expected.put("link", "", line, made_at=line.at)


def _link_made(expected: Expected, line: LogEntry, facts: Facts) -> None:
    expected.put("link", facts["person"], line, optional=True, made_at=line.at)


def _address_set(expected: Expected, line: LogEntry, facts: Facts) -> None:
    """Links that were mailed to the address before are worth nothing from then on; the same address leaves them."""
    if facts["changed"]:
        expected.drop("link", facts["person"])


def _password_set(expected: Expected, line: LogEntry, facts: Facts) -> None:
    expected.drop("link", _person(line))
    if facts["how"] != "changed":  # else the session in which it was changed goes on
        expected.drop("session", _person(line))


def _session_began(expected: Expected, line: LogEntry, facts: Facts) -> None:
    _signs_in(expected, line, _person(line), facts)
    row = expected.rows["session"].setdefault(
        _person(line), ExpectedRow({"began": set()}, line.sequence, True)
    )
    row.fields["began"].add(line.at)
    row.sequence = line.sequence


def _sessions_ended(expected: Expected, line: LogEntry, facts: Facts) -> None:
    """Those of a team end alone; in which team a session goes on is not told, so none is expected to be gone then."""
    if not line.team:
        expected.drop("session", facts["person"])


def _rules_installation(expected: Expected, line: LogEntry, facts: Facts) -> None:
    expected.set("person", facts["person"], line, installation_administrator=True)


def _rules_no_longer(expected: Expected, line: LogEntry, facts: Facts) -> None:
    expected.set("person", facts["person"], line, installation_administrator=False)
    _sessions_ended(expected, line, facts)


def _team_added(expected: Expected, line: LogEntry, _facts: Facts) -> None:
    expected.put("team", line.team, line, closed=False)


def _team_closed(expected: Expected, line: LogEntry, _facts: Facts) -> None:
    expected.set("team", line.team, line, closed=True)


def _key_made(expected: Expected, line: LogEntry, facts: Facts) -> None:
    said = _known(
        facts,
        sha256="sha256",
        calls_per_minute="calls",
        subjects_per_day="subjects",
        characters_per_day="characters",
    )
    roles = frozenset(facts["roles"])
    # Keys without a day of their own say nothing of one.
    ends_on = facts.get("ends_on", "")
    expected.put(
        "key", facts["key"], line, team=line.team, roles=roles, revoked=False, ends_on=ends_on, **said
    )


def _key_revoked(expected: Expected, line: LogEntry, facts: Facts) -> None:
    expected.set("key", facts["key"], line, revoked=True)


# Runs and uploads


def _run_accepted(expected: Expected, line: LogEntry, facts: Facts) -> None:
    expected.put(
        "run",
        line.run_id,
        line,
        team=line.team,
        actor=line.actor,
        upload=facts["upload"],
        state="queued",
        attempt=1,
        rows=0,
        chunks=0,
        report="",
        code="",
        decisions="",
        held=False,
        **_known(facts, pins="pins"),
    )
    expected.put("upload", facts["upload"], line, **_known(facts, size="size"))


def _run_queued(expected: Expected, line: LogEntry, facts: Facts) -> None:
    attempt = facts["attempt"] + 1
    said = _known(facts, pins="pins")
    expected.set("run", line.run_id, line, state="queued", attempt=attempt, chunks=0, code="", **said)


def _run_running(expected: Expected, line: LogEntry, facts: Facts) -> None:
    said = _known(facts, rows="rows", chunks="chunks", out_of_date="out_of_date")
    expected.set("run", line.run_id, line, state="running", **said)


def _run_asks(expected: Expected, line: LogEntry, facts: Facts) -> None:
    expected.set("run", line.run_id, line, state="needs_mapping", **_known(facts, code="code"))


def _run_finished(expected: Expected, line: LogEntry, facts: Facts) -> None:
    said = _known(facts, rows="rows", tally="tally")
    said["decisions"] = facts.get("decisions", "")
    finish = {"sequence": line.sequence, "hash": line.hash}
    expected.set("run", line.run_id, line, state="finished", report=facts["report"], finish=finish, **said)


def _run_failed(expected: Expected, line: LogEntry, facts: Facts) -> None:
    expected.set("run", line.run_id, line, state="failed", **_known(facts, code="code"))


def _run_cancelled(expected: Expected, line: LogEntry, _facts: Facts) -> None:
    expected.set("run", line.run_id, line, state="cancelled")


def _run_erased(expected: Expected, line: LogEntry, facts: Facts) -> None:
    expected.set("run", line.run_id, line, state="erased", decisions="")
    if not facts.get("listed") and facts.get("why") != "retention":
        expected.may_be_gone(line.team, ("case", "disposition", "remark"))


def _run_held(expected: Expected, line: LogEntry, _facts: Facts) -> None:
    expected.set("run", line.run_id, line, held=True)


def _run_released(expected: Expected, line: LogEntry, _facts: Facts) -> None:
    expected.set("run", line.run_id, line, held=False)


# Checks, cases and what was decided


def _check_kept(expected: Expected, line: LogEntry, facts: Facts) -> None:
    said = {"answer": facts["answer"], "named": facts["answer"], "outcome": facts["outcome"], "beside": True}
    expected.put("check", facts["check"], line, team=line.team, actor=line.actor, held=False, **said)


def _holds(kind: str, *, held: bool) -> Effect:
    def effect(expected: Expected, line: LogEntry, facts: Facts) -> None:
        expected.set(kind, facts[kind], line, held=held)

    return effect


def _decided(expected: Expected, line: LogEntry, facts: Facts) -> None:
    """A proposal, or a decision that holds at once."""
    waits = facts["waits"]
    expected.put(
        "disposition",
        facts["disposition"],
        line,
        case=facts["case"],
        team=line.team,
        verdict=facts["to"],
        reason=facts["reason"],
        source=facts["source"],
        level=facts["level"],
        needs_second=waits,
        state="proposed" if waits else "decided",
        by=line.actor,
        at=line.at,
        second="",
        second_at="",
        ended_by="",
        ended_at="",
        bulk=facts.get("bulk", ""),
        **_known(facts, covers="covers"),
    )
    expected.attach(facts["case"], "disposition", facts["disposition"])
    if before := facts.get("replaces"):
        ended = {"state": "replaced", "ended_by": line.actor, "ended_at": line.at}
        expected.set("disposition", before, line, **ended)
    _stands(expected, line, facts, "second" if waits else "")
    # An answer about one subject makes its case one of that subject alone, and one about the text undoes that.
    if "apart" in facts:
        expected.set("case", facts["case"], line, apart=facts["apart"])


def _confirmed(expected: Expected, line: LogEntry, facts: Facts) -> None:
    said = {"state": "decided", "second": line.actor, "second_at": line.at}
    expected.set("disposition", facts["disposition"], line, **said)
    _stands(expected, line, facts, "")


def _stands(expected: Expected, line: LogEntry, facts: Facts, state: str) -> None:
    """A case leads to a disposition from now on."""
    state = state or ("escalated" if facts["to"] == "escalated" else "decided")
    expected.set(
        "case",
        facts["case"],
        line,
        team=line.team,
        state=state,
        disposition=facts["disposition"],
        verdict=facts["to"],
    )


def _ended(state: str) -> Effect:
    """A disposition stands no more, and its case is open again."""

    def effect(expected: Expected, line: LogEntry, facts: Facts) -> None:
        by = "" if state == "lapsed" else line.actor  # nobody ends it: the lists moved on
        ended = {"state": state, "ended_by": by, "ended_at": line.at}
        expected.set("disposition", facts["disposition"], line, **ended)
        free = {"state": "open", "disposition": "", "verdict": ""}
        expected.set("case", facts["case"], line, team=line.team, **free)

    return effect


def _assigned(expected: Expected, line: LogEntry, facts: Facts) -> None:
    expected.set("case", facts["case"], line, team=line.team, assignee=facts["to"])


def _due_set(expected: Expected, line: LogEntry, facts: Facts) -> None:
    expected.set("case", facts["case"], line, team=line.team, due=facts["due"])


def _parted(expected: Expected, line: LogEntry, facts: Facts) -> None:
    """A member has a case of its own from now on, which is open."""
    before = expected.rows["case"].get(facts["from"])
    found_by = before.fields.get("found_by", "") if before else ""
    expected.put("case", facts["case"], line, team=line.team, apart=True, found_by=found_by)


def _joined(expected: Expected, line: LogEntry, facts: Facts) -> None:
    """A case is one with another again, which has what was decided and said beside it."""
    if facts["into"] == facts["case"]:
        expected.set("case", facts["case"], line, team=line.team, apart=False)
        return
    expected.move_case(facts["case"], facts["into"])


def _found_by_person(expected: Expected, line: LogEntry, facts: Facts) -> None:
    expected.set("case", facts["case"], line, team=line.team, found_by=line.actor)


def _remarked(expected: Expected, line: LogEntry, facts: Facts) -> None:
    said = {"case": facts["case"], "team": line.team, "by": line.actor, "at": line.at}
    said |= {"file": facts.get("sha256", ""), "size": facts.get("size", 0)}
    expected.put("remark", facts["remark"], line, **said)
    expected.attach(facts["case"], "remark", facts["remark"])


def _collaboration_decided(expected: Expected, line: LogEntry, facts: Facts) -> None:
    expected.put(
        "collaboration",
        facts["collaboration"],
        line,
        team=line.team,
        subject=facts["subject"],
        kind=facts["to"],
        until=facts["until"],
        conditions=facts["conditions"],
        covers=facts["covers"],
        source=facts["source"],
        state="standing",
        by=line.actor,
        at=line.at,
        ended_by="",
        ended_at="",
    )
    if before := facts.get("replaces"):
        ended = {"state": "replaced", "ended_by": line.actor, "ended_at": line.at}
        expected.set("collaboration", before, line, **ended)


def _collaboration_withdrawn(expected: Expected, line: LogEntry, facts: Facts) -> None:
    ended = {"state": "withdrawn", "ended_by": line.actor, "ended_at": line.at}
    expected.set("collaboration", facts["collaboration"], line, **ended)


def _forgotten(expected: Expected, _line: LogEntry, facts: Facts) -> None:
    """Rows that went with a term or an erasure, by their ids."""
    for case_id in facts.get("cases", ()):
        expected.drop_case(case_id)
    for check_id in facts.get("checks", ()):
        expected.drop("check", check_id)
    for collaboration_id in facts.get("collaborations", ()):
        expected.drop("collaboration", collaboration_id)


def _retention(expected: Expected, _line: LogEntry, facts: Facts) -> None:
    if not facts.get("listed"):
        expected.may_be_gone(None)


def _subject_erased(expected: Expected, line: LogEntry, facts: Facts) -> None:
    if not facts.get("listed"):
        expected.may_be_gone(line.team)


def _erasure_asked(expected: Expected, line: LogEntry, facts: Facts) -> None:
    said = {"team": line.team, "kind": facts["kind"], "due_at": facts["due"], "asked_by": line.actor}
    what = line.run_id if facts["kind"] == "run" else facts.get(facts["kind"])
    said |= {"what": what} if what else {}  # a subject that had no token was not named before
    said |= _known(facts, needs_second="needs_second")
    expected.put("erasure", facts["erasure"], line, **said, seconded_at="", outcome="")


def _erasure_seconded(expected: Expected, line: LogEntry, facts: Facts) -> None:
    expected.set("erasure", facts["erasure"], line, seconded_at=line.at, needs_second=True)


def _erasure_needs_second(expected: Expected, line: LogEntry, facts: Facts) -> None:
    expected.set("erasure", facts["erasure"], line, seconded_at="", needs_second=True)


def _erasure_ended(outcome: str) -> Effect:
    def effect(expected: Expected, line: LogEntry, facts: Facts) -> None:
        expected.set("erasure", facts["erasure"], line, outcome=outcome)
        row = expected.rows["erasure"][facts["erasure"]]
        row.optional = True  # its line goes with the term of runs
        if facts["kind"] == "subject":  # its name was taken away
            row.fields.pop("what", None)

    return effect


# Lists, mappings and webhooks


def _lists_changed(expected: Expected, _line: LogEntry, facts: Facts) -> None:
    expected.generations[facts["sha256"]] = facts["generation"]


def _mapped(expected: Expected, line: LogEntry, facts: Facts) -> None:
    """Mappings that were confirmed; they go with their term, of which an entry says how many."""
    ids = facts["mappings"] if line.action == "mapping.confirmed" else facts["confirmed"]
    for id_ in ids:
        expected.put("mapping", id_, line, optional=True, team=line.team)


def _mapping_forgotten(expected: Expected, _line: LogEntry, facts: Facts) -> None:
    expected.drop("mapping", facts["mapping"])


def _webhook_added(expected: Expected, line: LogEntry, facts: Facts) -> None:
    said = {"team": line.team, "host": facts["host"], "events": frozenset(facts["events"])}
    expected.put("webhook", facts["webhook"], line, **said)


def _webhook_removed(expected: Expected, _line: LogEntry, facts: Facts) -> None:
    expected.drop("webhook", facts["webhook"])


EFFECTS: Mapping[str, Effect] = {
    "people.set-up-offered": _link_offered,
    "people.set-up": _set_up,
    "person.invited": _invited,
    "person.vouched-for": _vouched_for,
    "person.roles-set": _roles_set,
    "person.disabled": _disabled,
    "person.enabled": _enabled,
    "person.installation-administrator-made": _rules_installation,
    "person.installation-administrator-removed": _rules_no_longer,
    "person.link-made": _link_made,
    "person.password-set": _password_set,
    "person.password-hashed-anew": no_state,
    "person.sessions-ended": _sessions_ended,
    "two-factor.begun": no_state,
    "two-factor.on": _two_factor_on,
    "two-factor.off": _two_factor_off,
    "two-factor.reset": _two_factor_off,
    "recovery-codes.made": no_state,
    "recovery-code.used": no_state,
    "device.forgotten": no_state,
    "session.began": _session_began,
    "session.switched": no_state,  # it goes on with the moment at which it began
    "session.ended": no_state,
    "sign-in.failed": no_state,
    "sign-in.link-asked": no_state,
    "person.address-set": _address_set,
    "person.address-confirmed": no_state,
    "team.added": _team_added,
    "team.closed": _team_closed,
    "key.made": _key_made,
    "key.revoked": _key_revoked,
    "upload.refused": no_state,
    "run.accepted": _run_accepted,
    "run.queued": _run_queued,
    "run.running": _run_running,
    "run.needs_mapping": _run_asks,
    "run.mapped": _mapped,
    "run.in_parts": no_state,  # how its list is read
    "run.finished": _run_finished,
    "run.failed": _run_failed,
    "run.cancelled": _run_cancelled,
    "run.erased": _run_erased,
    "run.held": _run_held,
    "run.released": _run_released,
    "check.kept": _check_kept,
    "check.held": _holds("check", held=True),
    "check.released": _holds("check", held=False),
    "case.held": _holds("case", held=True),
    "case.released": _holds("case", held=False),
    "case.assigned": _assigned,
    "case.due_set": _due_set,
    "case.parted": _parted,
    "case.joined": _joined,
    "case.accepted": no_state,  # whom a decision holds for is with its case
    "case.acceptance_proposed": no_state,
    "case.found": _found_by_person,
    "case.commented": _remarked,
    "case.file_attached": _remarked,
    "disposition.proposed": _decided,
    "disposition.decided": _decided,
    "disposition.confirmed": _confirmed,
    "disposition.disagreed": _ended("disagreed"),
    "disposition.withdrawn": _ended("withdrawn"),
    "disposition.lapsed": _ended("lapsed"),
    "collaboration.decided": _collaboration_decided,
    "collaboration.withdrawn": _collaboration_withdrawn,
    "records.forgotten": _forgotten,
    "retention.forgot": _retention,
    "subject.erased": _subject_erased,
    "erasure.asked": _erasure_asked,
    "erasure.seconded": _erasure_seconded,
    "erasure.second_needed": _erasure_needs_second,
    "erasure.undone": _erasure_ended("undone"),
    "erasure.done": _erasure_ended("done"),
    "erasure.held": _erasure_ended("held"),
    "lists.changed": _lists_changed,
    "mapping.confirmed": _mapped,
    "mapping.forgotten": _mapping_forgotten,
    "webhook.added": _webhook_added,
    "webhook.new_secret": no_state,
    "webhook.removed": _webhook_removed,
    "webhook.sent_again": no_state,
    "mail.sent_again": no_state,
    "mail.dismissed": no_state,
    "watch.added": no_state,
    "watch.file_given": no_state,
    "watch.changed_terms": no_state,
    "watch.paused": no_state,
    "watch.resumed": no_state,
    "watch.stopped": no_state,
    "watch.begun": no_state,
    "watch.told": no_state,
    "watch.quiet": no_state,
    "watch.seen": no_state,
    "watch.compared_in_full": no_state,
    "watch.folder_read": no_state,
    "watch.begun_anew": no_state,
    "watch.ended": no_state,
    "watch.emptied": no_state,
    "watch.removed": no_state,
    "installation.moved": no_state,
}
