"""One subject of a team over time: found by its digest in lists, checks and questions, with gaps where something is gone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from erasing import erase_run, erase_subject, later
from sqlmodel import Session, select

from screening.model import Subject
from screening.review.case_finder import PartyNames
from screening.review.decide import Proposal, propose
from screening.review.fingerprints import subject_digest
from screening.review.rules import Decider, Verdict
from screening.run_facts import run_facts
from screening.runs.collaborators import Collaborators, CollaboratorUnknown, EntryKind, find_collaborators
from screening.runs.engines import Engines
from screening.runs.erasures import ErasureKind, ErasureTarget, ask_erasure
from screening.runs.execute import StepRunner
from screening.runs.holds import hold
from screening.runs.pins import pins_of
from screening.runs.retention import clear_up
from screening.runs.submit import submit_list
from screening.saved_checks import Keeper, keep_check
from screening.storage.review_tables import Case
from screening.storage.tables import Run, ScreenedSubject

LISTED = "Beihang University"
UNKNOWN = "Zzyxgrave Quillfeather"
ROWS = f"Name,Country\n{LISTED},\n{UNKNOWN},\n{LISTED},\n"


@pytest.fixture
def service(place, world):
    """The installation with a clock that stands until it is moved."""
    return replace(place, now=lambda: world.MOMENT)


@pytest.fixture
def screen(service, world, small_engine, tmp_path):
    """Screen a list of a team on a day after the first; gives the run."""

    def do(rows=ROWS, *, day=0, team="office", name="list.csv"):
        path = tmp_path / name
        path.write_text(rows)
        moment = world.MOMENT + timedelta(days=day)
        at = replace(service, now=lambda: moment)
        pins = pins_of(small_engine)
        run_id = submit_list(at, path, world.order(), pins, actor="ana", team=team, screened_at=moment)
        steps = StepRunner(at, Engines(lambda _day: small_engine), "worker")
        steps.do("plan", run_id, 1, 0)
        with place_of(at) as session:
            chunks = session.get(Run, run_id).chunks
        for number in range(chunks):
            steps.do("chunk", run_id, 1, number)
        steps.do("report", run_id, 1, 0)
        return run_id

    return do


def place_of(place):
    return place.database.read()


@pytest.fixture
def keep(service, small_engine, world):
    """Save a check of a subject on a day after the first; gives its id."""

    def do(subject, *, day=0, team="office", reference=""):
        facts = run_facts(small_engine, world.MOMENT + timedelta(days=day))
        keeper = Keeper("person:ana", "Ana", team)
        result = small_engine.screen(subject)
        return keep_check(service, result, facts, PartyNames.of(small_engine), keeper, reference)

    return do


def digest_of(place, run_id, row):
    """The digest of the subject in a row of a run."""
    with place_of(place) as session:
        wanted = select(ScreenedSubject.subject_digest).where(
            ScreenedSubject.run_id == run_id, ScreenedSubject.row == row
        )
        return session.exec(wanted).one()


def found(place, team, digest):
    every = Collaborators(place)
    collaborator = every.get(team, digest)
    return collaborator, every.history(collaborator), every.questions(collaborator)


def kinds(history):
    return [each.kind.value for each in history]


def test_each_subject_of_a_run_is_kept_once_with_its_first_row_and_what_was_concluded(screen, service):
    run_id = screen()
    with place_of(service) as session:
        kept = session.exec(select(ScreenedSubject).order_by(ScreenedSubject.row)).all()
        assert [(each.run_id, each.row, each.rows, each.outcome) for each in kept] == [
            (run_id, 2, 2, "review"),
            (run_id, 3, 1, "no_match"),
        ]
        assert not any(UNKNOWN.casefold() in str(each).casefold() for each in kept)


def test_a_subject_is_found_in_every_list_and_check_in_the_order_of_time(screen, keep, service):
    second, first = screen(day=2), screen(day=1)
    digest = digest_of(service, first, 3)
    check = keep(Collaborators(service).get("office", digest).subject, day=3, reference="order 4711")
    collaborator, history, questions = found(service, "office", digest)
    assert collaborator.subject.name == UNKNOWN
    assert kinds(history) == ["list", "list", "check"]
    assert [each.id for each in history] == [first, second, check]
    assert [(each.title, each.row) for each in history] == [
        ("list.csv", 3),
        ("list.csv", 3),
        ("order 4711", 0),
    ]
    assert {each.outcome for each in history} == {"no_match"}
    assert history[0].change is None
    assert all(each.change.same and each.change.lists == () for each in history[1:])
    assert collaborator.screenings == collaborator.entries == 3
    assert questions == []


def test_a_question_of_the_subject_is_there_with_its_decision_and_the_runs_that_saw_it(screen, service):
    run_id = screen()
    digest = digest_of(service, run_id, 2)
    with place_of(service) as session:
        case = session.exec(select(Case)).first()
        session.expunge_all()
    by = Decider("person:ana", "Ana")
    found_nothing = Proposal(Verdict.INCONCLUSIVE, "too_little")
    propose(later(service, days=1), "office", case.id, found_nothing, by, source="page")
    screen(day=2)
    _, history, questions = found(service, "office", digest)
    assert kinds(history) == ["list", "decision", "list"]
    assert [each.id for each in history[0].cases] == [case.id]
    assert history[1].case.id == case.id
    (question,) = questions
    assert question.case.id == case.id
    assert question.disposition.verdict == "inconclusive"


def test_what_changed_between_two_times_is_said(lists):
    first = lists.screen(["Donau Aerospace Centre"])
    lists.publish(lists.SECOND)
    lists.screen(["Donau Aerospace Centre"])
    digest = digest_of(lists.place, first, 2)
    _, history, _ = found(lists.place, "office", digest)
    screenings = [each for each in history if each.kind is EntryKind.LIST]
    (change,) = [each.change for each in screenings if each.change]
    assert [list_id for list_id, _ in change.lists] == ["partners"]
    assert {each.outcome for each in screenings} == {"no_match", "review"}
    assert not change.same
    assert [change.policies, change.register, change.engine] == [False] * 3


def test_another_team_has_nothing_of_it(screen, keep, service):
    run_id = screen()
    keep(Subject(name=LISTED), team="elsewhere")
    digest = digest_of(service, run_id, 3)
    every = Collaborators(service)
    with pytest.raises(CollaboratorUnknown):
        every.get("elsewhere", digest)
    with place_of(service) as session:
        assert find_collaborators(session, "elsewhere", UNKNOWN, most=5) == []
    own = subject_digest(Subject(name=LISTED))
    assert every.namesakes(every.get("elsewhere", own)) == []


def test_the_same_name_with_other_details_is_another_one_and_is_named(screen, keep, service):
    plain, told_apart = Subject(name=LISTED), Subject(name=LISTED, city="Beijing", country="CN")
    keep(plain)
    keep(told_apart)
    run_id = screen(f"Name,Institution\n{UNKNOWN},Harvard University\n{UNKNOWN},KU Leuven\n")
    every = Collaborators(service)
    one, two = (every.get("office", digest_of(service, run_id, row)) for row in (2, 3))
    assert one.subject != two.subject
    assert [each.digest for each in every.namesakes(one)] == [two.digest]
    assert [(each.row, each.file_name) for each in every.namesakes(one)] == [(3, "list.csv")]
    (other,) = every.namesakes(every.get("office", subject_digest(plain)))
    assert (other.digest, other.text) == (subject_digest(told_apart), f"{LISTED}; Beijing; CN")


def test_lists_that_are_gone_leave_a_gap_that_does_not_say_who_was_in_them(screen, service):
    first, gone, other, last = screen(day=0), screen(day=1), screen("Name\nHarvard\n", day=2), screen(day=3)
    digest = digest_of(service, last, 3)
    erase_run(service, gone)
    erase_run(service, other)
    _, history, _ = found(service, "office", digest)
    assert kinds(history) == ["list", "gap", "list"]
    assert [each.id for each in history if each.kind is EntryKind.LIST] == [first, last]
    assert history[1].lists == 2
    assert history[1].at < history[1].until
    with place_of(service) as session:
        kept = session.exec(select(ScreenedSubject.run_id).distinct()).all()
    assert sorted(kept) == sorted([first, last])


def test_what_was_first_seen_in_something_that_is_gone_says_so(screen, service):
    first = screen(day=0)
    screen(day=1)
    digest = digest_of(service, first, 2)
    assert Collaborators(service).get("office", digest).seen_before == ""
    erase_run(service, first)
    collaborator, history, _ = found(service, "office", digest)
    assert collaborator.seen_before == collaborator.first_seen_at != ""
    assert kinds(history) == ["gap", "list"]


def test_nothing_is_left_of_a_subject_that_was_erased(screen, keep, service):
    run_id = screen()
    keep(Subject(name=UNKNOWN))
    digest = digest_of(service, run_id, 3)
    erase_subject(service, UNKNOWN, team="office")
    with pytest.raises(CollaboratorUnknown):
        Collaborators(service).get("office", digest)
    with place_of(service) as session:
        assert session.exec(select(ScreenedSubject)).all() == []


def test_an_erasure_that_waits_and_the_end_of_retention_are_said(screen, service):
    held, marked = screen(day=0), screen(day=1)
    digest = digest_of(service, held, 3)
    hold(service, held, "office", actor="cy", why="An inquiry")
    by = Decider("person:ana", "Ana")
    ask_erasure(service, "office", ErasureTarget(ErasureKind.RUN, marked), "asked for", by)
    collaborator, history, _ = found(service, "office", digest)
    assert [bool(each.held) for each in history] == [True, False]
    assert [each.erasure is not None for each in history] == [False, True]
    assert history[1].kept_until > history[1].at
    assert collaborator.erasure is None
    ask_erasure(service, "office", ErasureTarget(ErasureKind.SUBJECT, UNKNOWN), "asked for", by)
    collaborator, _, _ = found(service, "office", digest)
    assert collaborator.erasure is not None


def test_what_is_past_its_retention_period_is_not_there(screen, service):
    run_id = screen()
    digest = digest_of(service, run_id, 3)
    clear_up(later(service, days=service.settings.retain_days + 1))
    with pytest.raises(CollaboratorUnknown):
        Collaborators(service).get("office", digest)


def test_pages_join_without_losing_an_entry_a_gap_or_a_change(screen, service):
    runs = [screen(day=day) for day in range(6)]
    digest = digest_of(service, runs[0], 3)
    erase_run(service, runs[2])
    every = Collaborators(service)
    collaborator = every.get("office", digest)
    whole = every.history(collaborator)
    assert kinds(whole) == ["list", "list", "gap", "list", "list", "list"]
    for size in (1, 2, 3):
        pages = [
            every.history(collaborator, skip=skip, most=size) for skip in range(0, collaborator.entries, size)
        ]
        assert [each for page in pages for each in page] == whole, size


def test_a_run_that_is_not_finished_does_not_count(screen, service):
    run_id = screen()
    digest = digest_of(service, run_id, 3)
    with service.database.engine.begin() as connection, Session(connection) as session:  # behind the log
        run = session.get(Run, run_id)
        run.state = "running"
        session.add(run)
        session.flush()
    with pytest.raises(CollaboratorUnknown):
        Collaborators(service).get("office", digest)


def test_the_search_finds_words_of_a_question_or_check_and_a_whole_name_of_a_list(screen, keep, service):
    run_id = screen()
    with place_of(service) as session:
        (listed,) = find_collaborators(session, "office", UNKNOWN.upper(), most=5)
        assert listed.digest == digest_of(service, run_id, 3)
        assert find_collaborators(session, "office", UNKNOWN.split()[0], most=5) == []
        (asked,) = find_collaborators(session, "office", "beihang", most=5)
        assert asked.digest == digest_of(service, run_id, 2)
    keep(Subject(name=UNKNOWN, city="Gent"))
    with place_of(service) as session:
        assert len(find_collaborators(session, "office", UNKNOWN.split()[0], most=5)) == 1
