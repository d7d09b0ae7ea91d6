"""From what happens to who is told of it: kept with the deed, signed, tried again, given up, and sent again by hand."""

import json
import threading
import time
from datetime import timedelta

import pytest
from accounts import team_with_somebody
from receiver import HERE
from sqlmodel import select

from screening.audit import lines_of
from screening.outbox import DECISION_MADE, KINDS, LIST_CHANGED, RUN_ASKS, RUN_FAILED, RUN_FINISHED
from screening.runs.control import run_progress
from screening.runs.engines import Engines
from screening.runs.list_events import record_lists
from screening.runs.pins import pins_of
from screening.runs.retention import clear_up
from screening.runs.submit import submit_list
from screening.runs.worker import Worker
from screening.storage.webhook_tables import WebhookDelivery
from screening.webhooks.address_guard import AddressRefused, look_up
from screening.webhooks.delivery import PAUSES, carry
from screening.webhooks.delivery_log import (
    DeliveryUnknown,
    DeliveryWaits,
    deliver_again,
    deliveries,
    delivery_of,
    ping,
)
from screening.webhooks.signing import is_genuine
from screening.webhooks.targets import (
    MOST_TARGETS,
    TargetRefused,
    TargetUnknown,
    add_target,
    new_secret,
    remove_target,
    targets,
)
from watchlists.updates.custom_lists import CustomList, import_custom_list

NAME = "Zzyxgrave Quillfeather"


def add(place, url, events=tuple(KINDS), team=""):
    if team:
        team_with_somebody(place, team)
    return add_target(place, url, events, actor="person:ada", team=team)


def record(place, action, team="office", run_id="r1", **facts):
    with place.decide() as decision:
        decision.record(action, actor="somebody", team=team, run_id=run_id, facts=facts)


def only(place, target):
    (delivery,), total = deliveries(place, target.id)
    assert total == 1
    return delivery


def test_a_finished_run_is_told_by_a_worker_and_names_nobody(either_place, world, receiver, tmp_path):
    place = either_place
    target, secret = add(place, receiver.url, [RUN_FINISHED])
    path = tmp_path / f"{NAME}.csv"
    path.write_text(f"Name,Country\n{NAME},CN\nBeihang University,CN\n")
    engine = world.small_engine()
    worker = Worker(place, Engines(lambda _day: engine))
    working = threading.Thread(target=worker.run)
    working.start()
    try:
        run_id = submit_list(place, path, world.order(), pins_of(engine), actor="ana", team="office")
        for _ in range(900):
            if receiver.got:
                break
            time.sleep(0.1)
        ((headers, body),) = receiver.got
    finally:
        worker.stopping.set()
        working.join()
    assert is_genuine(secret, headers, body, int(place.now().timestamp()))
    said = json.loads(body)
    assert (said["type"], said["team"]) == (RUN_FINISHED, "office")
    assert said["run"] == {"id": run_id, "state": "finished", "rows": 2}
    assert said["links"]["results"] == f"/api/v1/runs/{run_id}/results"
    assert NAME not in body.decode()
    assert "ana" not in body.decode().split('"')
    assert run_progress(place, run_id, "office").state == "finished"
    told = only(place, target)
    assert (told.state, [each.status for each in told.tries]) == ("delivered", [200])
    with place.database.read() as session:
        finished = [line for line in lines_of(session, run_id) if line.action == "run.finished"]
    assert said["id"] == headers["webhook-id"] == f"evt_{finished[0].hash[:32]}"


def test_a_deed_that_is_not_kept_is_not_told(place, receiver):
    target, _ = add(place, receiver.url)

    def fail():
        with place.decide() as decision:
            decision.record("run.failed", actor="worker", team="office", run_id="r1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert deliveries(place, target.id) == ([], 0)


def test_a_target_hears_of_its_team_and_its_kinds_only_and_of_lists_in_any_case(either_place, receiver):
    place = either_place
    ours, _ = add(place, receiver.url, [RUN_FAILED, LIST_CHANGED], team="office")
    everybody, _ = add(place, receiver.url, [RUN_FAILED, DECISION_MADE])
    record(place, "run.failed", team="office", code="step-failed")
    record(place, "run.failed", team="other")
    record(place, "disposition.decided", disposition="d1", case="c1", to="false_positive", subject="token")
    record(place, "run.accepted")
    record(place, "lists.changed", team="", lists=["ours"], kind="import", generation=2, reason="A. Person")
    kinds = [each.type for each in deliveries(place, ours.id)[0]]
    assert sorted(kinds) == [LIST_CHANGED, RUN_FAILED]
    assert sorted(each.type for each in deliveries(place, everybody.id)[0]) == [
        DECISION_MADE,
        RUN_FAILED,
        RUN_FAILED,
    ]
    with place.database.read() as session:
        bodies = [json.loads(each) for each in session.exec(select(WebhookDelivery.body)).all()]
    said = {body["type"]: body for body in bodies}
    assert said[DECISION_MADE]["decision"] == {"id": "d1", "case": "c1", "verdict": "false_positive"}
    assert said[LIST_CHANGED]["lists"] == {"ids": ["ours"], "change": "import", "generation": 2}
    assert "token" not in str(bodies)
    assert "A. Person" not in str(bodies)


def test_a_run_that_asks_is_told_with_its_code_and_nothing_of_its_list(either_place, receiver):
    target, _ = add(either_place, receiver.url, [RUN_ASKS])
    record(either_place, "run.needs_mapping", code="needs-mapping")
    assert only(either_place, target).type == RUN_ASKS
    with either_place.database.read() as session:
        body = json.loads(session.exec(select(WebhookDelivery.body)).one())
    assert body["run"] == {"id": "r1", "state": "needs_mapping", "code": "needs-mapping"}


def test_a_change_of_the_lists_themselves_is_told(place, receiver, tmp_path, clock):
    target, _ = add(place, receiver.url, [LIST_CHANGED])
    file = tmp_path / "ours.csv"
    file.write_text("name\nExample Rotor Works\n")
    import_custom_list(
        place.settings.data, CustomList(id="ours"), file, secret=b"of a test", now=clock(), by="a test"
    )
    assert record_lists(place, place.settings.data) == 1
    carry(place, only(place, target).id, 1, 0)
    (body,) = receiver.bodies
    assert (body["lists"]["ids"], body["links"]) == (["ours"], {"ours": "/api/v1/lists/ours/diff"})


def test_what_does_not_arrive_is_tried_further_and_further_apart_then_given_up(place, receiver, clock):
    target, secret = add(place, receiver.url)
    record(place, "run.failed")
    receiver.status = 500
    for number, pause in enumerate((*PAUSES, None)):
        told = only(place, target)
        assert told.state == "waiting"
        carry(place, told.id, 1, number)
        carry(place, told.id, 1, number)  # the engine may do a step twice: it is not told twice
        if pause is not None:
            assert only(place, target).next_at == (clock() + timedelta(seconds=pause)).isoformat()
            clock.moved(seconds=pause)
    told = only(place, target)
    assert (told.state, told.next_at, len(told.tries)) == ("given_up", "", 10)
    assert {(each.status, each.code) for each in told.tries} == {(500, "refused")}
    assert len(receiver.got) == 10
    stamps = {headers["webhook-timestamp"] for headers, _ in receiver.got}
    assert len(stamps) == 10  # each try is signed anew, of its own moment
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert all(is_genuine(secret, h, body, int(h["webhook-timestamp"])) for h, body in receiver.got)


def test_the_next_try_is_taken_up_by_itself(either_place, receiver, monkeypatch):
    place = either_place
    monkeypatch.setattr("screening.webhooks.delivery.PAUSES", (0.1,))
    receiver.status = 503
    target, _ = add(place, receiver.url)
    delivery_id = ping(place, target.id)
    worker = Worker(place, Engines(lambda _day: None))
    working = threading.Thread(target=worker.run)
    working.start()
    try:
        for _ in range(600):
            if delivery_of(place, target.id, delivery_id).state == "given_up":
                break
            time.sleep(0.1)
    finally:
        worker.stopping.set()
        working.join()
    assert [body["type"] for body in receiver.bodies] == ["ping", "ping"]


def test_what_has_ended_is_sent_again_and_what_is_under_way_is_not(place, receiver):
    target, _ = add(place, receiver.url)
    delivery_id = ping(place, target.id)
    with pytest.raises(DeliveryWaits):
        deliver_again(place, target.id, delivery_id, actor="person:ada")
    carry(place, delivery_id, 1, 0)
    deliver_again(place, target.id, delivery_id, actor="person:ada")
    carry(place, delivery_id, 1, 0)  # of the round before
    assert len(receiver.got) == 1
    carry(place, delivery_id, 2, 0)
    assert len(receiver.got) == 2
    assert receiver.bodies[0] == receiver.bodies[1]
    assert delivery_of(place, target.id, delivery_id).state == "delivered"
    with pytest.raises(TargetUnknown):
        deliver_again(place, "another", delivery_id, actor="person:ada")
    with pytest.raises(DeliveryUnknown):
        deliver_again(place, target.id, "another", actor="person:ada")


def test_a_receiver_that_is_gone_for_good_is_not_asked_again(place, receiver):
    target, _ = add(place, receiver.url)
    receiver.status = 410
    carry(place, ping(place, target.id), 1, 0)
    assert only(place, target).state == "given_up"


def test_an_address_that_turned_inside_is_refused_at_every_try(place, receiver):
    def then(_host, port):
        return look_up(HERE, port)

    def first(_host, _port):
        return look_up("8.8.8.8", 443)

    url = f"https://rebinding.test:{receiver.port}/"
    target, _ = add_target(place, url, list(KINDS), actor="person:ada", lookup=first)
    carry(place, ping(place, target.id), 1, 0, lookup=then)
    (made,) = only(place, target).tries
    assert (made.status, made.code) == (0, "address-refused")
    assert receiver.got == []


def test_secrets_are_of_one_target_and_one_moment_and_kept_nowhere(place, receiver):
    target, secret = add(place, receiver.url)
    other, another = add(place, receiver.url)
    renewed = new_secret(place, target.id, actor="person:ada")
    assert len({secret, another, renewed}) == 3
    with place.database.read() as session:
        told = " ".join(line.facts for line in lines_of(session))
    for each in (secret, another, renewed):
        assert each not in told
        assert each not in str(targets(place))
    carry(place, ping(place, target.id), 1, 0)
    ((headers, body),) = receiver.got
    moment = int(place.now().timestamp())
    assert is_genuine(renewed, headers, body, moment)
    assert not is_genuine(secret, headers, body, moment)
    assert other.id != target.id


@pytest.mark.parametrize("url", ["http://example.org/", "https://10.0.0.1/", "https://localhost/", "nowhere"])
def test_an_address_inside_is_no_target(place, url):
    with pytest.raises(AddressRefused):
        add(place, url)
    assert targets(place) == []


def test_targets_have_events_and_an_end(place, receiver):
    for events in ([], ["run.started"], ["ping"]):
        with pytest.raises(TargetRefused):
            add(place, receiver.url, events)
    made = [add(place, receiver.url, [RUN_FINISHED])[0] for _ in range(MOST_TARGETS)]
    with pytest.raises(TargetRefused):
        add(place, receiver.url)
    of_another, _ = add(place, receiver.url, team="lab")  # one team's leave room for another's
    remove_target(place, of_another.id, actor="person:ada")
    delivery_id = ping(place, made[0].id)
    remove_target(place, made[0].id, actor="person:ada")
    carry(place, delivery_id, 1, 0)
    assert receiver.got == []
    with pytest.raises(TargetUnknown):
        deliveries(place, made[0].id)
    with place.database.read() as session:
        actions = [line.action for line in lines_of(session) if line.action.startswith("webhook.")]
    assert actions == ["webhook.added"] * (MOST_TARGETS + 1) + ["webhook.removed"] * 2


def test_deliveries_are_forgotten_with_their_term_and_what_waits_is_not(either_place, receiver, clock):
    place = either_place
    target, _ = add(place, receiver.url)
    done, waits = ping(place, target.id), ping(place, target.id)
    carry(place, done, 1, 0)
    clear_up(place)
    assert deliveries(place, target.id)[1] == 2
    clock.moved(days=place.settings.retain_days + 1)
    clear_up(place)
    assert [each.id for each in deliveries(place, target.id)[0]] == [waits]
