"""What is changed behind the log, in the tables, the stored files or the heads outside, is named by verifying."""

import json
import re
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from erasing import erase_run, erase_subject
from sqlalchemy import func
from sqlmodel import select

from screening.accounts import administration, sessions
from screening.accounts.accounts import sign_in
from screening.accounts.credentials import hash_password
from screening.accounts.keys import make_key, revoke_key
from screening.accounts.one_time_links import set_password, set_up, set_up_link
from screening.accounts.roles import AccessRole
from screening.audit import head_of
from screening.audit.chain import Area, Severity
from screening.audit.head_archive import head_line
from screening.audit.sign_in_names import key_id, sign_in_mark
from screening.cli import main
from screening.context import install, open_context
from screening.model import Subject
from screening.review.case_finder import PartyNames
from screening.review.collaboration import decide_collaboration, withdraw_collaboration
from screening.review.collaboration_rules import CollaborationProposal
from screening.review.comments import assign, comment
from screening.review.decide import Proposal, confirm, propose, withdraw
from screening.review.fingerprints import subject_digest
from screening.review.rules import Decider, Verdict
from screening.run_facts import run_facts
from screening.runs import backup
from screening.runs.control import run_progress
from screening.runs.engines import Engines
from screening.runs.erasures import ErasureKind, ErasureTarget, ask_erasure
from screening.runs.execute import StepRunner
from screening.runs.head_archive import archive_newest
from screening.runs.holds import hold, hold_case, hold_check
from screening.runs.list_events import record_lists
from screening.runs.pins import pins_of
from screening.runs.retention import clear_up
from screening.runs.submit import submit_list
from screening.runs.verification import verify_installation
from screening.saved_checks import Keeper, keep_check
from screening.settings import Settings
from screening.storage.all_tables import every_table
from screening.storage.check_tables import SavedCheck
from screening.storage.collaboration_tables import CollaborationDecision
from screening.storage.erasure_tables import Erasure
from screening.storage.mapping_tables import ConfirmedMapping
from screening.storage.people_tables import ApiKey, Membership, OneTimeLink, Person, SignedIn, Team
from screening.storage.review_tables import Case, Disposition, Remark, RunDecisions
from screening.storage.tables import Run, Upload
from screening.storage.webhook_tables import WebhookTarget
from screening.webhooks.targets import add_target

TEAM, PASSWORD = "local", "correct horse battery"
ANOTHER = "0" * 64


class Office:
    """An office in which everything happened once: people, keys, a list, checks, decisions."""

    def __init__(self, place, world, engine, folder):
        self.place, self.world, self.engine, self.folder = place, world, engine, folder
        first = set_up(
            place, set_up_link(place), login="ana@a.example", name="Ana", team="Office", password=PASSWORD
        )
        assert first
        ben, secret = administration.invite(
            place, "ben@a.example", "Ben", TEAM, {AccessRole.REVIEWER}, by="local:test"
        )
        set_password(place, secret, PASSWORD)
        gone, _ = administration.invite(
            place, "cy@a.example", "Cy", TEAM, {AccessRole.SCREENER}, by="local:test"
        )
        administration.disable(place, gone.id, by="local:test")
        administration.close_team(
            place, administration.add_team(place, "Old", by="local:test"), by="local:test"
        )
        self.ben, self.gone = ben.id, gone.id
        self.key = make_key(place, "HR", by="local:test").split("_")[1]
        self.revoked = make_key(place, "Old HR", by="local:test").split("_")[1]
        revoke_key(place, self.revoked, by="local:test")
        add_target(
            place,
            "https://hooks.example.org/in",
            ["run.finished"],
            actor="local:test",
            lookup=lambda *_: [(2, ("93.184.216.34", 443))],
        )
        self.run_id = self.screen("Beihang University,\nHarbin Engineering University,\nHarvard University,")
        self.decide()
        self.second_run = self.screen("Harbin Institute of Technology,\nBeihang University,")
        hold(place, self.second_run, TEAM, actor="local:test", why="an inquiry")
        run = ErasureTarget(ErasureKind.RUN, self.run_id)
        self.erasure = ask_erasure(place, TEAM, run, "asked for", Decider("person:ana", "Ana")).id
        self.check, self.held_check = self.keep("Beihang University"), self.keep("Nobody Ltd")
        hold_check(place, self.held_check, TEAM, actor="local:test", why="an inquiry")

    def screen(self, rows):
        path = self.folder / "list.csv"
        path.write_text(f"Institution,Country\n{rows}\n")
        pins, moment = pins_of(self.engine), self.world.MOMENT
        run_id = submit_list(
            self.place, path, self.world.order(), pins, actor="ana", team=TEAM, screened_at=moment
        )
        steps = StepRunner(self.place, Engines(lambda _day: self.engine), "worker")
        for kind in ("plan", "chunk", "report"):
            steps.do(kind, run_id, 1, 0)
        assert run_progress(self.place, run_id, TEAM).state == "finished"
        return run_id

    def cases(self):
        with self.place.database.read() as session:
            cases = session.exec(select(Case).order_by(Case.matched)).all()
            session.expunge_all()
        return cases

    def decide(self):
        ana, ben = Decider("person:ana", "Ana"), Decider("person:ben", "Ben")
        beihang, harbin, *_ = self.cases()
        place = self.place
        true = Proposal(Verdict.TRUE_MATCH, "name_and_place")
        made = propose(place, TEAM, beihang.id, true, ana, source="page")
        confirm(place, TEAM, made.id, ben)
        again = propose(place, TEAM, harbin.id, true, ana, source="page")
        withdraw(place, TEAM, again.id, ana, "not sure")
        comment(place, TEAM, harbin.id, ana, "who is this?")
        assign(place, TEAM, [harbin.id], ana, to=ana.id)
        hold_case(place, harbin.id, TEAM, actor="local:test", why="an inquiry")
        until = (place.now() + timedelta(days=200)).date().isoformat()
        for kind in ("decline", "proceed"):
            wanted = CollaborationProposal(kind, until, "an old partner")
            joint = decide_collaboration(place, TEAM, Subject("Nobody Ltd"), wanted, ben, source="page")
        self.collaboration = joint.id
        taken_back = Subject("Somebody Ltd")
        decide_collaboration(place, TEAM, taken_back, wanted, ben, source="page")
        withdraw_collaboration(place, TEAM, subject_digest(taken_back), ben, "another one")
        self.decided, self.withdrawn, self.case, self.open_case = made.id, again.id, beihang.id, harbin.id

    def keep(self, name):
        (result,) = [self.engine.screen(Subject(name=name))]
        said = run_facts(self.engine, self.world.MOMENT)
        return keep_check(
            self.place, result, said, PartyNames.of(self.engine), Keeper("person:ana", "Ana", TEAM)
        )


@pytest.fixture(scope="module")
def office(shared_settings, world, small_engine, tmp_path_factory):
    place = open_context(shared_settings)
    yield Office(place, world, small_engine, tmp_path_factory.mktemp("lists"))
    place.close()


@pytest.fixture
def own_office(settings, world, small_engine, tmp_path):
    """One that a test may change for good."""
    place = open_context(settings)
    yield Office(place, world, small_engine, tmp_path)
    place.close()


def sentences(place, **how):
    return [each.sentence for each in verify_installation(place, **how).faults]


@contextmanager
def changed(office, behind_the_log, table, statement):
    """The table changed behind the log, and as it was afterwards."""
    rows = table.__table__
    with behind_the_log(office.place.database) as session:
        before = [dict(each._mapping) for each in session.connection().execute(rows.select())]
        assert session.connection().execute(statement).rowcount != 0
    yield
    with behind_the_log(office.place.database) as session:
        session.connection().execute(rows.delete())
        if before:
            session.connection().execute(rows.insert(), before)


def update(table, which, **values):
    """Change one row, named by an attribute of the office."""
    return (
        table,
        lambda office: (
            table.__table__.update()
            .where(next(iter(table.__table__.primary_key)) == getattr(office, which))
            .values(**values)
        ),
    )


def delete(table, which):
    return table, lambda office: table.__table__.delete().where(
        next(iter(table.__table__.primary_key)) == getattr(office, which)
    )


def insert(table, **values):
    """Add a row with something in every column; values may ask the office."""

    def statement(office):
        row = {}
        for column in table.__table__.columns:
            kind = column.type.python_type
            row[column.name] = {str: "", object: "", bytes: b"x", bool: False, float: 1.0}.get(kind, 1)
        said = {name: value(office) if callable(value) else value for name, value in values.items()}
        return table.__table__.insert().values(**{**row, **said})

    return table, statement


def every(table, **values):
    return table, lambda _office: table.__table__.update().values(**values)


AT = "2026-11-25T09:00:00+00:00"
BEHIND = {
    "what was decided about a collaboration": (
        update(CollaborationDecision, "collaboration", kind="decline"),
        "Collaboration decision .* has the kind decline; by entry .* it is proceed",
    ),
    "until when it counts": (
        update(CollaborationDecision, "collaboration", until="2099-01-01"),
        "Collaboration decision .* has the last day 2099-01-01",
    ),
    "whom it is about": (
        update(CollaborationDecision, "collaboration", called="Mallory"),
        "Collaboration decision .* has the subject",
    ),
    "a collaboration decision that was replaced or withdrawn": (
        every(CollaborationDecision, state="standing"),
        "Collaboration decision .* has the state standing; by entry",
    ),
    "a collaboration decision taken away": (
        delete(CollaborationDecision, "collaboration"),
        "Collaboration decision .* is gone from the database",
    ),
    "a person enabled": (
        update(Person, "gone", disabled_at=""),
        "Person .* may sign in; by entry .* is disabled",
    ),
    "a person disabled": (update(Person, "ben", disabled_at=AT), "Person .* is disabled; by entry"),
    "the name that a person signs in with": (
        update(Person, "ben", login="mallory@a.example"),
        "Person .* signs in under another name, or as another account of a provider, than entry .* says",
    ),
    "an account of a provider put beside a person": (
        update(Person, "ben", issuer="https://login.a.example", subject="mallory"),
        "Person .* signs in under another name, or as another account of a provider, than entry .* says",
    ),
    "a person added": (
        insert(Person, id="eve", login="eve"),
        "Person eve stands .* not say that it was added",
    ),
    "a person deleted": (delete(Person, "gone"), "Person .* is gone from the database"),
    "a role given": (
        insert(Membership, person_id=lambda office: office.ben, team_id=TEAM, role="administrator"),
        "Person .* holds the role administrator in team local; the log does not say that it was given",
    ),
    "a role given in another team": (
        insert(Membership, person_id=lambda office: office.ben, team_id="old", role="screener"),
        "holds the role screener in team old",
    ),
    "a role taken": (delete(Membership, "gone"), "does not hold the role screener in team local"),
    "a team opened again": (every(Team, closed_at=""), "Team old is open; by entry .* it is closed"),
    "a team added": (insert(Team, id="spies"), "Team spies stands in the database"),
    "a key un-revoked": (
        update(ApiKey, "revoked", revoked_at=""),
        "API key .* may be used; by entry .* is revoked",
    ),
    "a key's roles": (
        update(ApiKey, "key", roles="administrator screener"),
        "API key .* has the roles administrator, screener; by entry .* it is screener",
    ),
    "a key's team": (update(ApiKey, "key", team="old"), "API key .* has the team old"),
    "a key's secret": (update(ApiKey, "key", sha256=ANOTHER), "API key .* has the secret 0000"),
    "an erasure that nobody agreed to": (
        update(Erasure, "erasure", seconded_at=AT),
        "has the moment at which a second person agreed",
    ),
    "an erasure that needs nobody else": (
        update(Erasure, "erasure", needs_second=False),
        "needs no second person; by entry .* needs a second person",
    ),
    "an erasure that is due sooner": (update(Erasure, "erasure", due_at=AT), "moment at which it is due"),
    "an erasure of another run": (
        update(Erasure, "erasure", what=ANOTHER),
        "Erasure .* has the thing to be erased .*; by entry .* it is ",
    ),
    "an erasure taken out": (delete(Erasure, "erasure"), "Erasure .* is gone"),
    "an erasure put in": (
        insert(Erasure, id="eve", team=TEAM, kind="run"),
        "Erasure eve stands in the database; the log does not say",
    ),
    "a second factor that nobody turned on": (
        update(Person, "ben", two_factor_at=AT),
        "Person .* is asked for a second factor; by entry .* signs in without",
    ),
    "an installation administrator whom the shell did not make": (
        update(Person, "ben", installation_administrator_at=AT),
        "Person .* administers the installation; by entry .* does not administer",
    ),
    "a key's characters": (
        update(ApiKey, "key", characters_per_day=9),
        "has the limit of characters a day 9",
    ),
    "a key's limits": (update(ApiKey, "key", calls_per_minute=9), "has the limit of calls a minute 9"),
    "a key made": (insert(ApiKey, id="eve", team=TEAM), "API key eve stands in the database"),
    "a session begun": (
        insert(SignedIn, secret_sha256="x", id="x", person_id=lambda office: office.ben, began_at=AT),
        "Session x of person .* does not say that it began",
    ),
    "a link made": (
        insert(OneTimeLink, secret_sha256="x", person_id=lambda office: office.ben, made_at=AT),
        "one-time link of person .* does not say that it was made",
    ),
    "a link to the first account": (
        insert(OneTimeLink, secret_sha256="x", made_at=AT),
        "link to the first account",
    ),
    "a report's hash": (
        update(Run, "run_id", report_sha256=ANOTHER),
        "Run .* has the report 000000000000…; by entry .* it is",
    ),
    "a run's rows": (update(Run, "run_id", rows=2), "Run .* has the number of rows 2; by entry .* it is 3"),
    "a run's counts": (update(Run, "run_id", tally='{"no_match": 3}'), "Run .* has the rows by outcome"),
    "a run's state": (
        update(Run, "run_id", state="erased"),
        "Run .* has the state erased; by entry .* finished",
    ),
    "a run's team": (update(Run, "run_id", team="old"), "Run .* has the team old"),
    "a run's pins": (update(Run, "run_id", pins="{}"), "Run .* has the pins"),
    "a run's moment": (
        update(Run, "run_id", screened_at=AT.replace("25", "24")),
        "receipt names another moment",
    ),
    "a run's stale lists": (
        update(Run, "run_id", out_of_date='["x"]'),
        "has the lists that were out of date",
    ),
    "a run's upload": (update(Run, "run_id", upload_sha256=ANOTHER), "Run .* has the upload 0000"),
    "a run's receipt": (
        update(Run, "run_id", receipt="{}"),
        "Run .*: its receipt is missing, was changed, or was signed with another key",
    ),
    "a hold removed": (update(Run, "second_run", held=""), "Run .* is not held; by entry .* it is held"),
    "a run deleted": (delete(Run, "run_id"), "Run .* is gone from the database"),
    "a run put in": (insert(Run, id="eve", state="finished"), "Run eve stands in the database"),
    "what stood decided with a run": (
        insert(RunDecisions, run_id=lambda office: office.run_id),
        "Run .* has the decisions pinned with it",
    ),
    "an upload deleted": (
        (Upload, lambda _office: Upload.__table__.delete()),
        "Upload .* is gone from the database",
    ),
    "an upload's size": (every(Upload, size=1), "Upload .* has the size 1"),
    "an upload marked as gone": (
        every(Upload, gone_at=AT),
        "is marked as taken away, and run .* counts on it",
    ),
    "a check's answer": (update(SavedCheck, "check", answer="{}"), "Check .* has the answer"),
    "a check's outcome": (
        update(SavedCheck, "check", outcome="no_match"),
        "Check .* has the outcome no_match",
    ),
    "a check's score": (
        update(SavedCheck, "check", score=1),
        "Check .* shows another outcome, level or score",
    ),
    "a check's hold removed": (update(SavedCheck, "held_check", held=""), "Check .* is not held"),
    "a check deleted": (delete(SavedCheck, "check"), "Check .* is gone from the database"),
    "a verdict": (
        update(Disposition, "decided", verdict="false_positive"),
        "Decision .* has the verdict false_positive; by entry .* it is true_match",
    ),
    "a decision's second reviewer": (
        update(Disposition, "decided", second="person:eve"),
        "has the second reviewer person:eve",
    ),
    "a decision's author": (
        update(Disposition, "decided", by="person:eve"),
        "account that made it person:eve",
    ),
    "what a decision covers": (update(Disposition, "decided", seen="{}"), "has the listings that it covers"),
    "a withdrawn decision restored": (
        update(Disposition, "withdrawn", state="decided"),
        "has the state decided",
    ),
    "a decision deleted": (delete(Disposition, "decided"), "Decision .* is gone from the database"),
    "a decision put in": (
        insert(Disposition, id="eve", case_id=lambda office: office.open_case, team=TEAM),
        "Decision eve stands in the database",
    ),
    "a case decided": (
        update(Case, "open_case", state="decided", verdict="false_positive", disposition_id="eve"),
        "Case .* has the state decided; by entry .* it is open",
    ),
    "a case reopened": (
        update(Case, "case", state="open", verdict="", disposition_id=""),
        "has the state open",
    ),
    "a case's hold removed": (update(Case, "open_case", held=""), "Case .* is not held"),
    "a case deleted": (delete(Case, "case"), "Case .* is gone from the database"),
    "a case given to somebody": (update(Case, "case", assignee="person:eve"), "has the assignee person:eve"),
    "a comment's author": (every(Remark, by="person:eve"), "Remark .* has the author person:eve"),
    "a comment deleted": ((Remark, lambda _office: Remark.__table__.delete()), "Remark .* is gone"),
    "a mapping put in": (insert(ConfirmedMapping, id="eve", team=TEAM), "Confirmed mapping eve stands"),
    "a webhook's address": (
        every(WebhookTarget, url="https://evil.example/"),
        "Webhook .* has the host evil.example; by entry .* it is hooks.example.org",
    ),
    "a webhook's events": (every(WebhookTarget, events="run.failed"), "Webhook .* has the events run.failed"),
}


def test_an_office_in_which_everything_happened_is_as_its_log_says(office):
    verified = verify_installation(office.place)
    assert verified.faults == ()
    assert verified.notices == ()
    assert not verified.unproven
    assert verified.files == 4
    with office.place.database.read() as session:
        for table in (Person, Membership, ApiKey, Run, SavedCheck, Disposition, Remark, WebhookTarget):
            assert session.exec(select(func.count()).select_from(table)).one()


@pytest.mark.parametrize("what", BEHIND)
def test_what_is_changed_behind_the_log_is_named(office, behind_the_log, what):
    (table, statement), named = BEHIND[what]
    if what == "a role taken":  # the key of the table begins with the person
        assert table is Membership
    with changed(office, behind_the_log, table, statement(office)):
        said = verify_installation(office.place, files=False)
    assert any(re.search(named, each.sentence) for each in said.faults), said.faults
    assert {each.area for each in said.faults} == {Area.STATE}


def test_every_table_is_compared_or_said_to_be_none_of_the_log(office):
    """A new table has to be thought about here: is what it holds told by the log?"""
    compared = {table.__tablename__ for (table, _), _ in BEHIND.values()}
    assert {table.name for table in every_table()} - compared == {
        "audit_entry",  # the log itself
        "attempt",  # see screening.storage.audit_guard: no state
        "run_chunk",
        "chunk_links",  # like the results that were made from them
        "staged_case",
        "run_reading",
        "step_attempt",
        "lease",
        "file_part",  # read with the stored files
        "chunk_rows",
        "webhook_delivery",
        "mail",
        "watch",  # its grounds and state have entries, which are not compared with it
        "watch_version",
        "watch_change",  # follows from two runs, which are compared
        "case_order",  # in which order pages of cases go on
        "case_subject",  # like a sighting; who was taken out of a question is a case of its own
        "screened_subject",  # what a run concluded of each subject follows from its list and its pins
        "sighting",  # what a run saw follows from its list and its pins
        "subject_key",  # opens tokens in the log, and is itself what erasure takes
        "known_device",
        "recovery_code",
    }


def test_what_was_erased_or_went_with_its_term_is_not_missed(own_office):
    place = own_office.place
    erase_run(place, own_office.run_id, actor="local:test")
    erase_subject(place, "Beihang University", team=TEAM, actor="local:test")
    assert sentences(place) == []
    later = replace(place, now=lambda: place.now() + timedelta(days=40_000))
    clear_up(later)
    assert sentences(place) == []
    with place.database.read() as session:  # what is held is there; the rest went
        assert [each.id for each in session.exec(select(SavedCheck))] == [own_office.held_check]


def test_logs_of_before_their_facts_were_kept_are_not_called_wrong(own_office, behind_the_log):
    """Entries of an older version say less: what they do not say is not compared."""
    place = own_office.place
    with place.decide() as decision:
        decision.session.add(Person(id="old", login="old", name="Old", made_at=AT))
        decision.session.add(Team(id="old-team", title="Old team", made_at=AT))
        decision.session.add(Membership(person_id="old", team_id="old-team", role="screener"))
        decision.record("people.set-up", actor="person:old", team="old-team")
    assert sentences(place, files=False) == []


def test_who_signed_in_under_another_name_meanwhile_is_named_though_the_name_is_back(
    own_office, behind_the_log
):
    place = own_office.place

    def called(login):
        with behind_the_log(place.database) as session:
            session.get(Person, own_office.ben).login = login

    sessions.begin(place, sign_in(place, "ben@a.example", PASSWORD))
    assert sentences(place, files=False) == []
    called("mallory@a.example")
    sessions.begin(place, sign_in(place, "mallory@a.example", PASSWORD))
    called("ben@a.example")
    with place.database.read() as session:
        head = head_of(session).sequence
    (said,) = sentences(place, files=False)
    assert f"signed in under another name at entry {head} " in said


def test_the_name_of_an_account_of_before_is_known_once_somebody_signed_in(own_office, behind_the_log):
    place = own_office.place
    with place.decide() as decision:
        old = Person(id="old", login="old", name="Old", password=hash_password(PASSWORD), made_at=AT)
        decision.session.add(old)
        decision.session.add(Membership(person_id="old", team_id=TEAM, role="screener"))
        facts = {"person": "old", "roles": ["screener"]}
        decision.record("person.invited", actor="local:test", team=TEAM, facts=facts)
    sessions.begin(place, sign_in(place, "old", PASSWORD))
    assert sentences(place, files=False) == []
    with behind_the_log(place.database) as session:
        session.get(Person, "old").login = "mallory"
    (said,) = sentences(place, files=False)
    assert "signs in under another name" in said


def test_names_stand_in_the_log_as_marks_that_another_key_does_not_make():
    named = ("1", "ana@a.example", "", "")
    mark = sign_in_mark(b"key", *named)
    assert mark == sign_in_mark(b"key", *named)
    assert len({mark, sign_in_mark(b"another", *named), sign_in_mark(b"key", "2", *named[1:])}) == 3
    assert mark.partition(":")[0] == key_id(b"key") != key_id(b"another")


def test_a_stored_file_that_is_gone_or_altered_is_named_with_its_run(own_office, tmp_path):
    place = own_office.place
    with place.database.read() as session:
        run = session.get(Run, own_office.run_id)
        upload, report = run.upload_sha256, run.report_sha256
    if place.settings.files_in_database:
        with place.database.write() as session:
            session.connection().exec_driver_sql(f"DELETE FROM file_part WHERE sha256 = '{upload}'")
            session.connection().exec_driver_sql(
                f"UPDATE file_part SET content = 'x' WHERE sha256 = '{report}'"
            )
    else:
        (place.settings.data / "files" / upload).unlink()
        (place.settings.data / "files" / report).write_bytes(b"x")
    read = []
    verified = verify_installation(place, tick=read.append)
    said = "\n".join(each.sentence for each in verified.faults)
    assert f"the upload {upload[:12]}… of run {own_office.run_id[:12]}… is gone" in said
    assert f"the report {report[:12]}… of run {own_office.run_id[:12]}… is not as it was given" in said
    assert {each.area for each in verified.faults} == {Area.FILES}
    assert sum(read) == verified.files == 4
    assert verify_installation(place, files=False).faults == ()


def test_a_file_that_is_erased_while_it_is_looked_for_is_no_fault(own_office):
    place = own_office.place

    class Late:
        """The store, as it is when a run is erased after the list of files was made."""

        def __getattr__(self, name):
            return getattr(place.files, name)

        def path(self, sha256):
            erase_run(place, own_office.run_id, actor="local:test")
            return place.files.path(sha256)

    assert sentences(replace(place, files=Late())) == []


def test_lists_that_were_put_back_behind_the_log_are_named(own_office, make_lists, tmp_path):
    place, lists = own_office.place, make_lists(own_office.place, tmp_path)
    assert any("does not say that the lists in force here" in each for each in sentences(place, files=False))
    record_lists(place, place.settings.data)
    assert sentences(place, files=False) == []
    pointer = place.settings.data / "lists" / "current"
    before = pointer.read_bytes()
    lists.publish(lists.SECOND)
    record_lists(place, place.settings.data)
    assert sentences(place, files=False) == []
    pointer.write_bytes(before)
    assert any("came after it" in each for each in sentences(place, files=False))


def test_a_head_is_noted_only_once_its_entry_is_kept(place, monkeypatch):
    """Neither a decision that fails, nor one whose commit the database refuses, leaves a head outside."""
    with place.decide() as decision:
        decision.record("sign-in.failed", actor="ana", team="")
    before = place.heads.read_bytes()
    with pytest.raises(RuntimeError, match="within"):
        _fail(place, "within")
    with monkeypatch.context() as at_commit:
        at_commit.setattr(place.database.engine.dialect, "do_commit", _refuse)
        with pytest.raises(RuntimeError, match="commit"):
            _fail(place, "")
    assert place.heads.read_bytes() == before
    assert sentences(place) == []


def _fail(place, why):
    with place.decide() as decision:
        decision.record("sign-in.failed", actor="ana", team="")
        if why:
            raise RuntimeError(why)


def _refuse(_connection):
    raise RuntimeError("the database would not commit")


def test_a_service_at_work_never_looks_like_a_log_that_was_cut(place):
    """Heads are read before the log, and the log and the tables at one moment, whatever is decided meanwhile."""
    stopping, wrong = threading.Event(), []

    def decide():
        number = 0
        while not stopping.is_set():
            number += 1
            administration.add_team(place, f"Team {number}", by="local:test")

    working = threading.Thread(target=decide)
    working.start()
    try:
        for _ in range(15):
            wrong += sentences(place, files=False)
    finally:
        stopping.set()
        working.join()
    assert wrong == []


def cli(place, *words, **environment):
    known = {
        "SCREENING_DATA": str(place.settings.data),
        "SCREENING_DATABASE_URL": place.settings.database_url,
    }
    return CliRunner().invoke(main, ["audit", *map(str, words)], env={**known, **environment})


def test_the_command_says_what_it_checked_and_ends_as_ever(own_office, behind_the_log):
    place = own_office.place
    said = cli(place, "verify")
    assert said.exit_code == 0, said.output
    assert "The log is whole" in said.output
    assert "4 stored files are unchanged" in said.output
    assert "stored files were not checked" in cli(place, "verify", "--no-files").output
    as_json = json.loads(cli(place, "verify", "--json").stdout)
    assert (as_json["whole"], as_json["faults"], as_json["files_read"]) == (True, [], 4)
    with behind_the_log(place.database) as session:
        session.add(Membership(person_id=own_office.ben, team_id=TEAM, role="administrator"))
    said = cli(place, "verify")
    assert said.exit_code == 1
    assert "holds the role administrator in team local" in said.output
    assert "The database does not match the log: 1 fault." in said.output
    as_json = json.loads(cli(place, "verify", "--json").stdout)
    assert [each["area"] for each in as_json["faults"]] == ["state"]


def test_whoever_rewrites_database_and_heads_is_found_by_the_archive(own_office, tmp_path):
    place, archive = own_office.place, tmp_path / "archive.txt"
    said = cli(place, "head", "--to", archive)
    assert said.exit_code == 0, said.output
    assert archive.read_text().strip() == said.stdout.strip()
    assert "Already in" in cli(place, "head", "--to", archive).stderr
    assert len(archive.read_text().splitlines()) == 1
    assert cli(place, "verify", "--heads", archive).exit_code == 0
    other = _anew(own_office, tmp_path)
    assert cli(other, "verify").exit_code == 0  # by itself it holds: the rewriter has the service's key
    said = cli(other, "verify", "--heads", archive)
    assert said.exit_code == 1
    assert "was noted outside" in said.output


def _anew(office, tmp_path):
    """Another installation under the same key, as somebody makes who has it."""
    made = Settings(data=tmp_path / "anew")
    made.data.mkdir(mode=0o700)
    key = office.place.settings.data / "secret.key"
    (made.data / key.name).write_bytes(key.read_bytes())
    install(made)
    place = open_context(made)
    with place.decide() as decision:
        decision.record("sign-in.failed", actor="mallory", team="")
    return place


def test_lines_of_the_archive_that_were_changed_or_are_another_s_are_named(own_office, tmp_path):
    place, archive = own_office.place, tmp_path / "archive.txt"
    with place.database.read() as session:
        head = head_of(session)
    line = head_line(head, place.key)
    archive.write_text(f"{line}\n")
    assert sentences(place, files=False, archives=[archive]) == []
    for wrong, named in (
        (
            line.replace(f"entry {head.sequence} ", "entry 2 "),
            "line 1 of archive.txt does not bear the signature",
        ),
        ("nonsense", "line 1 of archive.txt is no head of the log"),
        (
            head_line(head, b"another key" * 4),
            "no line of archive.txt is signed with the key of this installation",
        ),
    ):
        archive.write_text(f"{wrong}\n")
        assert any(named in each for each in sentences(place, files=False, archives=[archive])), named
    archive.write_text(f"{line}\n{head_line(head, b'another key' * 4)}\n{line[:50]}")
    (notice,) = verify_installation(place, files=False, archives=[archive]).notices
    assert "1 lines of archive.txt are of another installation" in notice.sentence
    assert notice.severity is Severity.NOTICE


def test_a_worker_archives_the_newest_head_and_verifying_reads_it(own_office, tmp_path):
    folder = tmp_path / "office archive"
    folder.mkdir()
    settings = own_office.place.settings.model_copy(update={"head_archive": str(folder)})
    place = replace(own_office.place, settings=settings)
    assert archive_newest(place)
    assert not archive_newest(place)
    (file,) = folder.iterdir()
    assert verify_installation(place, files=False).archived == 1
    file.unlink()
    (notice,) = verify_installation(place, files=False).notices
    assert "is not there yet or was taken away" in notice.sentence
    folder.rmdir()
    gone = replace(
        place, settings=settings.model_copy(update={"head_archive": str(tmp_path / "no" / "such")})
    )
    assert not archive_newest(gone)


def test_a_restored_backup_that_was_made_while_the_service_worked_is_whole(own_office, tmp_path, monkeypatch):
    """A head noted after the database was copied would name an entry that the copy does not have."""
    place = own_office.place
    if not place.settings.is_sqlite:
        pytest.skip("the order is the same on both databases, and PostgreSQL's own programs copy it")
    real = backup.tarfile.open

    def busy(*given, **named):
        administration.add_team(place, "Made meanwhile", by="local:test")
        return real(*given, **named)

    with monkeypatch.context() as while_it_is_made:
        while_it_is_made.setattr(backup.tarfile, "open", busy)
        backup.back_up(place.settings, tmp_path / "backup.tar")
    there = place.settings.model_copy(update={"data": tmp_path / "restored"})
    backup.restore(there, tmp_path / "backup.tar")
    restored = open_context(there)
    assert sentences(restored) == []
    restored.close()
