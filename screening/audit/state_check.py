"""The tables beside what the log says of them: every row and column that matters, each difference in a sentence.

Read in one transaction with the log, a row at a time. What no entry holds, so that nothing here can compare it, is
named in docs/operate.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import text
from sqlmodel import Session, col, select

from screening.audit.chain import Area, LogFault, Severity
from screening.audit.pseudonyms import token_of
from screening.audit.receipt import ReceiptInvalid, read_receipt
from screening.audit.replay import Expected, ExpectedRow
from screening.audit.sign_in_names import key_id, sign_in_mark
from screening.audit.signing import public_key
from screening.model import Level
from screening.storage.check_tables import SavedCheck
from screening.storage.collaboration_tables import CollaborationDecision
from screening.storage.erasure_tables import Erasure
from screening.storage.mapping_tables import ConfirmedMapping
from screening.storage.people_tables import ApiKey, Membership, OneTimeLink, Person, SignedIn, Team
from screening.storage.review_tables import Case, Disposition, Remark, RunDecisions
from screening.storage.tables import Run, Upload
from screening.storage.webhook_tables import WebhookTarget

_AT_ONCE = 1_000  # rows that are held at a time
_LEVELS = tuple(Level)
StateRows = Iterator[tuple[str, dict[str, Any]]]  # rows as they stand: id, and what its columns hold


def at_one_moment(session: Session) -> None:
    """Have all that `session` reads be of one moment; the first thing to ask of a transaction.

    SQLite does so by itself; on PostgreSQL each question would see what was kept by then, and a service that works
    meanwhile would look like a log that lacks entries.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))


@dataclass(frozen=True)
class _Kind:
    """One kind of rows, and the words for what can be wrong with them."""

    name: str  # as in Expected
    found: Callable[[Session], StateRows]
    called: str  # "The run", before its id
    made: str  # how it comes to be, after "does not say that it was"
    # What a column is called; of one that is yes or no, what each means.
    fields: Mapping[str, str | tuple[str, str]]
    # What rows hold of which no entry speaks; None where every row has its entry.
    silent: Mapping[str, Any] | None = None


def compare(session: Session, expected: Expected, secret: bytes) -> Iterator[LogFault]:
    """Give every difference between the tables and what the log says of them.

    Args:
        session: the transaction in which the log was read.
        expected: what the log says, read to its end.
        secret: the installation's, by which receipts and marks of names are checked.
    """
    for kind in _KINDS:
        yield from _compare(kind, session, expected.rows[kind.name])
    yield from _roles(session, expected.rows["roles"])
    yield from _sign_ins(session, expected.rows["sign-in"], secret)
    yield from _sessions(session, expected.rows["session"])
    yield from _links(session, expected.rows["link"])
    yield from _receipts(session, expected.rows["run"], public_key(secret))
    yield from _live_uploads(session)
    yield from _unread(expected)


def _compare(kind: _Kind, session: Session, expected: dict[str, ExpectedRow]) -> Iterator[LogFault]:
    seen = set()
    for id_, holds in kind.found(session):
        row = expected.get(id_)
        if row is not None:
            seen.add(id_)
        elif kind.silent is None:
            said = f"{kind.called} {_short(id_)} stands in the database; the log does not say that it was {kind.made}"
            yield _fault(0, said)
            continue
        else:
            row = ExpectedRow({}, 0)
        for name, value in {**(kind.silent or {}), **row.fields}.items():
            if name in kind.fields and holds[name] != value:
                yield _fault(row.sequence, _differing(kind, id_, name, holds[name], value, row.sequence))
    for id_, row in expected.items():
        if id_ in seen or row.optional or (kind.silent is not None and _says_nothing(kind.silent, row)):
            continue
        said = f"{kind.called} {_short(id_)} is gone from the database; entry {row.sequence} speaks of it last, and "
        yield _fault(row.sequence, said + "none says that it was taken away")


def _says_nothing(silent: Mapping[str, Any], row: ExpectedRow) -> bool:
    return all(row.fields.get(name, value) == value for name, value in silent.items())


def _differing(kind: _Kind, id_: str, name: str, now: object, said: object, sequence: int) -> str:
    words = kind.fields[name]
    where = f"entry {sequence} of the log" if sequence else "the log"
    if isinstance(words, tuple):
        yes, no = words
        return f"{kind.called} {_short(id_)} {yes if now else no}; by {where} it {yes if said else no}"
    shown, meant = _value(now), _value(said)
    if shown == meant:  # too long to show
        return f"{kind.called} {_short(id_)} has another {words} than {where} says"
    return f"{kind.called} {_short(id_)} has the {words} {shown}; by {where} it is {meant}"


def _value(value: object) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(map(str, value))) or "none"
    if isinstance(value, dict | list):
        said = json.dumps(value, sort_keys=True)
        return said if len(said) <= 100 else "that"
    return _short(str(value)) or "none"


def _short(text_: str) -> str:
    return f"{text_[:12]}…" if len(text_) in (32, 64) else text_


def _fault(sequence: int, sentence: str, severity: Severity = Severity.FAULT) -> LogFault:
    return LogFault(sequence, sentence, Area.STATE, severity)


def _rows(session: Session, *columns: Any) -> Iterator[Any]:  # noqa: ANN401 - columns of a table
    # columns alone: entities would stay in the session, a list of years would never fit
    return iter(session.connection().execute(select(*columns).execution_options(yield_per=_AT_ONCE)))


def _people(session: Session) -> StateRows:
    for id_, disabled_at, two_factor_at, rules_since in _rows(
        session,
        Person.id,
        Person.disabled_at,
        Person.two_factor_at,
        Person.installation_administrator_at,
    ):
        yield (
            id_,
            {
                "disabled": disabled_at != "",
                "two_factor": two_factor_at != "",
                "installation_administrator": rules_since != "",
            },
        )


def _teams(session: Session) -> StateRows:
    for id_, closed_at in _rows(session, Team.id, Team.closed_at):
        yield id_, {"closed": closed_at != ""}


def _keys(session: Session) -> StateRows:
    columns = (ApiKey.id, ApiKey.team, ApiKey.roles, ApiKey.sha256, ApiKey.calls_per_minute)
    limits = (ApiKey.subjects_per_day, ApiKey.characters_per_day)
    for id_, team, roles, sha256, calls, subjects, characters, revoked_at, ends_on in _rows(
        session, *columns, *limits, ApiKey.revoked_at, ApiKey.ends_on
    ):
        yield (
            id_,
            {
                "team": team,
                "roles": frozenset(roles.split()),
                "sha256": sha256,
                "calls_per_minute": calls,
                "subjects_per_day": subjects,
                "characters_per_day": characters,
                "revoked": revoked_at != "",
                "ends_on": ends_on,
            },
        )


def _runs(session: Session) -> StateRows:
    of_run = select(RunDecisions.run_id, RunDecisions.decisions).execution_options(yield_per=_AT_ONCE)
    decisions = {
        run_id: hashlib.sha256(content).hexdigest()
        for run_id, content in session.connection().execute(of_run)
    }
    columns = (Run.id, Run.team, Run.actor, Run.upload_sha256, Run.pins, Run.state, Run.attempt, Run.rows)
    rest = (Run.chunks, Run.report_sha256, Run.code, Run.out_of_date, Run.tally, Run.held)
    for row in _rows(session, *columns, *rest):
        (
            id_,
            team,
            actor,
            upload,
            pins,
            state,
            attempt,
            rows,
            chunks,
            report,
            code,
            out_of_date,
            tally,
            held,
        ) = row
        yield (
            id_,
            {
                "team": team,
                "actor": actor,
                "upload": upload,
                "pins": _json(pins),
                "state": state,
                "attempt": attempt,
                "rows": rows,
                "chunks": chunks,
                "report": report,
                "code": code,
                "out_of_date": _json(out_of_date),
                "tally": _json(tally),
                "held": held != "",
                "decisions": decisions.get(id_, ""),
            },
        )


def _json(content: str) -> Any:  # noqa: ANN401 - whatever was kept
    try:
        return json.loads(content) if content else ""
    except ValueError:  # no entry says so
        return content


def _uploads(session: Session) -> StateRows:
    for sha256, size in _rows(session, Upload.sha256, Upload.size):
        yield sha256, {"size": size}


def _checks(session: Session) -> StateRows:
    columns = (SavedCheck.id, SavedCheck.team, SavedCheck.actor, SavedCheck.outcome, SavedCheck.level)
    rest = (SavedCheck.score, SavedCheck.answer, SavedCheck.answer_sha256, SavedCheck.held)
    for id_, team, actor, outcome, level, score, answer, sha256, held in _rows(session, *columns, *rest):
        said = _json(answer)
        said = said.get("assessment", {}) if isinstance(said, dict) else {}
        shown = {"outcome": outcome, "risk_level": level, "risk_score": score}
        beside = all(said.get(name, value) == value for name, value in shown.items())
        yield (
            id_,
            {
                "team": team,
                "actor": actor,
                "outcome": outcome,
                "answer": hashlib.sha256(answer.encode()).hexdigest(),
                "named": sha256,
                "beside": beside,
                "held": held != "",
            },
        )


def _cases(session: Session) -> StateRows:
    columns = (Case.id, Case.team, Case.state, Case.disposition_id, Case.verdict, Case.assignee, Case.held)
    rest = (Case.due, Case.apart, Case.found_by)
    for id_, team, state, disposition, verdict, assignee, held, due, apart, found_by in _rows(
        session, *columns, *rest
    ):
        yield (
            id_,
            {
                "team": team,
                # Who has come under a decision since changes nothing of it, and is in no entry.
                "state": "decided" if state == "new" else state,
                "disposition": disposition,
                "verdict": verdict,
                "assignee": assignee,
                "held": held != "",
                "due": due,
                "apart": apart != "",
                "found_by": found_by,
            },
        )


def _dispositions(session: Session) -> StateRows:
    columns = {
        "case": Disposition.case_id,
        "team": Disposition.team,
        "verdict": Disposition.verdict,
        "reason": Disposition.reason,
        "source": Disposition.source,
        "bulk": Disposition.bulk,
        "needs_second": Disposition.needs_second,
        "state": Disposition.state,
        "by": Disposition.by,
        "at": Disposition.at,
        "second": Disposition.second,
        "second_at": Disposition.second_at,
        "ended_by": Disposition.ended_by,
        "ended_at": Disposition.ended_at,
    }
    for id_, level, seen, *values in _rows(
        session, Disposition.id, Disposition.level, Disposition.seen, *columns.values()
    ):
        holds = dict(zip(columns, values, strict=True))
        name = _LEVELS[level].value if 0 <= level < len(_LEVELS) else str(level)
        yield id_, {**holds, "level": name, "covers": hashlib.sha256(seen.encode()).hexdigest()}


def _remarks(session: Session) -> StateRows:
    columns = (Remark.id, Remark.case_id, Remark.team, Remark.by, Remark.at)
    for id_, case, team, by, at, sha256, size in _rows(
        session, *columns, Remark.file_sha256, Remark.file_size
    ):
        yield id_, {"case": case, "team": team, "by": by, "at": at, "file": sha256, "size": size}


def _collaborations(session: Session) -> StateRows:
    table = CollaborationDecision
    columns = {
        "team": table.team,
        "kind": table.kind,
        "until": table.until,
        "source": table.source,
        "state": table.state,
        "by": table.by,
        "at": table.at,
        "ended_by": table.ended_by,
        "ended_at": table.ended_at,
    }
    rows = _rows(session, table.id, table.called, table.conditions, table.covers, *columns.values())
    for id_, name, conditions, covers, *values in rows:
        holds = dict(zip(columns, values, strict=True))
        said = _json(conditions)
        yield (
            id_,
            {
                **holds,
                "subject": token_of(session, holds["team"], name, at=None),
                "conditions": len(said) if isinstance(said, list) else -1,
                "covers": hashlib.sha256(covers.encode()).hexdigest(),
            },
        )


def _mappings(session: Session) -> StateRows:
    for id_, team in _rows(session, ConfirmedMapping.id, ConfirmedMapping.team):
        yield id_, {"team": team}


def _webhooks(session: Session) -> StateRows:
    for id_, team, url, events in _rows(
        session, WebhookTarget.id, WebhookTarget.team, WebhookTarget.url, WebhookTarget.events
    ):
        yield id_, {"team": team, "host": urlsplit(url).hostname or "", "events": frozenset(events.split())}


def _erasures(session: Session) -> StateRows:
    columns = (Erasure.id, Erasure.team, Erasure.kind, Erasure.what, Erasure.subject, Erasure.asked_by)
    moments = (Erasure.needs_second, Erasure.seconded_at, Erasure.due_at, Erasure.outcome)
    for id_, team, kind, what, subject, asked_by, needs_second, seconded_at, due_at, outcome in _rows(
        session, *columns, *moments
    ):
        said = {"team": team, "kind": kind, "asked_by": asked_by, "seconded_at": seconded_at}
        said |= {"needs_second": needs_second}
        meant = token_of(session, team, subject, at=None) if subject else what
        yield id_, {**said, "what": meant, "due_at": due_at, "outcome": outcome}


_TEAM = {"team": "team"}
_HELD = {"held": ("is held", "is not held")}
_KINDS = (
    _Kind(
        "erasure",
        _erasures,
        "Erasure",
        "asked for",
        {
            **_TEAM,
            "kind": "kind",
            "what": "thing to be erased",
            "asked_by": "person who asked",
            "needs_second": ("needs a second person", "needs no second person"),
            "seconded_at": "moment at which a second person agreed",
            "due_at": "moment at which it is due",
            "outcome": "outcome",
        },
    ),
    _Kind(
        "person",
        _people,
        "Person",
        "added",
        {
            "disabled": ("is disabled", "may sign in"),
            "two_factor": ("is asked for a second factor", "signs in without a second factor"),
            "installation_administrator": (
                "administers the installation",
                "does not administer the installation",
            ),
        },
    ),
    _Kind("team", _teams, "Team", "added", {"closed": ("is closed", "is open")}),
    _Kind(
        "key",
        _keys,
        "API key",
        "made",
        {
            **_TEAM,
            "roles": "roles",
            "sha256": "secret",
            "calls_per_minute": "limit of calls a minute",
            "subjects_per_day": "limit of subjects a day",
            "characters_per_day": "limit of characters a day",
            "ends_on": "last day",
            "revoked": ("is revoked", "may be used"),
        },
    ),
    _Kind(
        "run",
        _runs,
        "Run",
        "accepted",
        {
            **_TEAM,
            **_HELD,
            "actor": "account that gave it",
            "upload": "upload",
            "pins": "pins",
            "state": "state",
            "attempt": "attempt",
            "rows": "number of rows",
            "chunks": "number of steps",
            "report": "report",
            "code": "code",
            "out_of_date": "lists that were out of date",
            "tally": "rows by outcome",
            "decisions": "decisions pinned with it",
        },
    ),
    _Kind("upload", _uploads, "Upload", "accepted", {"size": "size"}),
    _Kind(
        "check",
        _checks,
        "Check",
        "kept",
        {
            **_TEAM,
            **_HELD,
            "actor": "account that kept it",
            "answer": "answer",
            "named": "hash of its answer",
            "outcome": "outcome",
            "beside": ("shows what its answer says", "shows another outcome, level or score than its answer"),
        },
    ),
    _Kind(
        "case",
        _cases,
        "Case",
        "seen",
        {
            **_TEAM,
            **_HELD,
            "state": "state",
            "disposition": "decision",
            "verdict": "verdict",
            "assignee": "assignee",
            "due": "due day",
            "apart": ("is apart from the question it was part of", "is the question of all with its text"),
            "found_by": "person who found it",
        },
        silent={
            "state": "open",
            "disposition": "",
            "verdict": "",
            "assignee": "",
            "held": False,
            "due": "",
            "apart": False,
            "found_by": "",
        },
    ),
    _Kind(
        "disposition",
        _dispositions,
        "Decision",
        "made",
        {
            **_TEAM,
            "case": "case",
            "verdict": "verdict",
            "reason": "reason",
            "source": "source",
            "bulk": "step in which it was made",
            "level": "level",
            "needs_second": ("needs a second reviewer", "needs no second reviewer"),
            "state": "state",
            "by": "account that made it",
            "at": "moment",
            "second": "second reviewer",
            "second_at": "moment of the second reviewer",
            "ended_by": "account that ended it",
            "ended_at": "moment of its end",
            "covers": "listings that it covers",
        },
    ),
    _Kind(
        "remark",
        _remarks,
        "Remark",
        "made",
        {**_TEAM, "case": "case", "by": "author", "at": "moment", "file": "file", "size": "size of its file"},
    ),
    _Kind(
        "collaboration",
        _collaborations,
        "Collaboration decision",
        "made",
        {
            **_TEAM,
            "subject": "subject",
            "kind": "kind",
            "until": "last day",
            "conditions": "number of conditions",
            "covers": "findings that it covers",
            "source": "source",
            "state": "state",
            "by": "account that made it",
            "at": "moment",
            "ended_by": "account that ended it",
            "ended_at": "moment of its end",
        },
    ),
    _Kind("mapping", _mappings, "Confirmed mapping", "confirmed", _TEAM),
    _Kind("webhook", _webhooks, "Webhook", "added", {**_TEAM, "host": "host", "events": "events"}),
)


def _roles(session: Session, expected: dict[str, ExpectedRow]) -> Iterator[LogFault]:
    """Roles that somebody holds and the log does not give, and those that it gives and nobody holds."""
    held = session.connection().execute(
        select(Membership.person_id, Membership.team_id, Membership.role)
        .order_by(col(Membership.person_id), col(Membership.team_id), col(Membership.role))
        .execution_options(yield_per=_AT_ONCE)
    )
    seen = set()
    for (person, team), rows in groupby(held, key=lambda row: (row[0], row[1])):
        id_ = f"{person} {team}"
        seen.add(id_)
        row = expected.get(id_, ExpectedRow({"roles": frozenset()}, 0))
        yield from _role_faults(person, team, frozenset(each[2] for each in rows), row)
    for id_, row in expected.items():
        if id_ not in seen:
            person, _, team = id_.partition(" ")
            yield from _role_faults(person, team, frozenset(), row)


def _role_faults(person: str, team: str, held: frozenset[str], row: ExpectedRow) -> Iterator[LogFault]:
    if "roles" not in row.fields:
        return
    given, who = row.fields["roles"], f"Person {_short(person)}"
    for role in sorted(held - given):
        said = f"{who} holds the role {role} in team {team}; the log does not say that it was given"
        yield _fault(row.sequence, said)
    for role in sorted(given - held):
        said = f"{who} does not hold the role {role} in team {team}; entry {row.sequence} of the log gave it, and none took it"
        yield _fault(row.sequence, said)


def _sign_ins(session: Session, expected: dict[str, ExpectedRow], secret: bytes) -> Iterator[LogFault]:
    """People who sign in under another name, or as another account of a provider, than the log says."""
    under = key_id(secret)
    for id_, *named in _rows(session, Person.id, Person.login, Person.issuer, Person.subject):
        row = expected.get(f"{id_} {under}")
        if row is None:
            continue
        who, sequence = f"Person {_short(id_)}", row.sequence
        if row.fields["mark"] != sign_in_mark(secret, id_, *named):
            said = f"{who} signs in under another name, or as another account of a provider, than entry {sequence} says"
            yield _fault(sequence, said)
        for other in row.fields["others"]:
            said = (
                f"{who} signed in under another name at entry {other} of the log than entry {sequence} says"
            )
            yield _fault(other, said)


def _sessions(session: Session, expected: dict[str, ExpectedRow]) -> Iterator[LogFault]:
    """Browsers that are signed in without an entry by which they came."""
    for id_, person, began in _rows(session, SignedIn.id, SignedIn.person_id, SignedIn.began_at):
        row = expected.get(person)
        if row is None or began not in row.fields["began"]:
            said = f"Session {_short(id_)} of person {_short(person)} stands in the database; the log does not say that it began"
            yield _fault(0, said)


def _links(session: Session, expected: dict[str, ExpectedRow]) -> Iterator[LogFault]:
    """One-time links that nobody used and nobody made: whoever has one can take the account."""
    for person, made_at, used_at in _rows(
        session, OneTimeLink.person_id, OneTimeLink.made_at, OneTimeLink.used_at
    ):
        row = expected.get(person)
        if not used_at and (row is None or row.fields["made_at"] != made_at):
            whose = f"of person {_short(person)}" if person else "to the first account"
            said = (
                f"A one-time link {whose} stands open in the database; the log does not say that it was made"
            )
            yield _fault(0, said)


def _receipts(
    session: Session, expected: dict[str, ExpectedRow], key: Ed25519PublicKey
) -> Iterator[LogFault]:
    """Receipts beside reports: signed, and of the entry that sealed the report."""
    for run_id, report, receipt, pins, moment in _rows(
        session, Run.id, Run.report_sha256, Run.receipt, Run.pins, Run.screened_at
    ):
        row = expected.get(run_id)
        finish = row.fields.get("finish") if row is not None else None
        if row is None or not finish:
            if receipt:
                yield _fault(
                    0, f"Run {_short(run_id)} has a receipt; the log does not say that it was finished"
                )
            continue
        try:
            said = read_receipt(receipt, key)
        except ReceiptInvalid:
            yield _foreign(run_id, receipt, row.sequence)
            continue
        named = said.model_dump(mode="json")
        # of a run whose entries are gone the log says no upload
        wanted = {"run": run_id, "report": report, "log": finish}
        wanted |= {"upload": row.fields["upload"]} if "upload" in row.fields else {}
        wanted |= {"pins": _json(pins), "screened_at": moment}
        if other := [name for name, value in wanted.items() if named.get(name) != value]:
            said_of = " and ".join(name.replace("screened_at", "moment") for name in other)
            yield _fault(
                row.sequence,
                f"Run {_short(run_id)}: its receipt names another {said_of} than the run or its entry",
            )


def _foreign(run_id: str, receipt: str, sequence: int) -> LogFault:
    """A receipt that is not of this key: of the key before it, where the whole receipt says so, else changed."""
    facts = _json(receipt)
    named = facts.get("receipt", {}).get("key") if isinstance(facts, dict) else None
    if isinstance(facts, dict) and facts.get("signature") and named is None:
        said = "bears the mark of an earlier version, which cannot be checked any more"
        return _fault(sequence, f"Run {_short(run_id)}: its receipt {said}", Severity.NOTICE)
    said = "is missing, was changed, or was signed with another key than SCREENING_SECRET_KEY gives"
    return _fault(sequence, f"Run {_short(run_id)}: its receipt {said}")


def _live_uploads(session: Session) -> Iterator[LogFault]:
    """Uploads that are marked as taken away, and that a run still counts on."""
    gone = (
        select(Run.id, Upload.sha256)
        .join(Upload, col(Upload.sha256) == col(Run.upload_sha256))
        .where(Run.state != "erased", Upload.gone_at != "")
    )
    for run_id, sha256 in session.connection().execute(gone):
        said = f"Upload {_short(sha256)} is marked as taken away, and run {_short(run_id)} counts on it"
        yield _fault(0, said)


def _unread(expected: Expected) -> Iterator[LogFault]:
    for action, sequence in sorted(expected.unknown.items(), key=lambda each: each[1]):
        said = f"what the action {action} changes is not known to this version, so it was not compared"
        yield _fault(sequence, said, Severity.NOTICE)
    for sequence in expected.unread:
        said = f"entry {sequence} does not hold what its action says, so it was not compared"
        yield _fault(sequence, said)


def count(expected: Expected) -> int:
    """How many things the log speaks of, that were compared."""
    return sum(len(rows) for rows in expected.rows.values())
