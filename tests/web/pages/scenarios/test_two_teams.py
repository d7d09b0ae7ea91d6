"""Two teams in one installation: nobody of the one gets at anything of the other, by no address, verb or form (W2).

The calls are made of the addresses that the application has, so a new one is tried without being named here. How many
were made: `python -m pytest tests/web/pages/scenarios/test_two_teams.py -s`.
"""

import io
import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from accounts import HTTPS, enter, first, hidden, member, new_key, post
from sqlalchemy import text
from sqlmodel import select

from screening.accounts import AccessRole, administration, permissions_of
from screening.accounts.accounts import find
from screening.accounts.keys import every_key
from screening.confirmed_mappings import confirm, mappings
from screening.intake import read_list
from screening.intake.reading_choice import ReadingChoice
from screening.mail.outbox import mail_id, put_mail
from screening.review.bulk import preview_bulk, propose_bulk
from screening.review.comments import attach
from screening.review.decide import Proposal
from screening.review.queue import CaseFilter
from screening.review.rules import Decider, Verdict
from screening.runs.erasures import ErasureKind, ErasureTarget, ask_erasure
from screening.runs.pins import Pins
from screening.storage.people_tables import KnownDevice, SignedIn
from screening.storage.review_tables import Case, Remark
from screening.storage.tables import Run, ScreenedSubject
from screening.storage.webhook_tables import WebhookTarget
from screening.watch.watches import WatchTerms, watch_run
from screening.webhooks.delivery_log import ping
from screening.webhooks.targets import add_target
from web.pages import BLUEPRINTS
from web.routes import routes

LIST = "Name,Institution,Country\nWei Zhang,Beihang University,CN\nJane Roe,KU Leuven,BE\n"
# Parts of addresses that name what every team sees, or how something is written. Whatever else there is, is somebody's.
NOBODYS = {
    "proof",  # of an address of who is signed in
    "list_id",
    "party_id",
    "entity_id",
    "policy_id",
    "dataset",
    "feature",
    "kind",
    "filename",
    "form",
    "format",
    "number",
    "api_key",
    "secret",  # of a one-time link: who has it is who it was made for
}
HOW = {"form": "csv", "format": "csv", "number": 2}
CALLERS = [*((role,) for role in AccessRole), tuple(AccessRole)]
BY = "person:ana"
ADDRESS = "https://93.184.215.14/"  # of example.org; nothing is sent


@dataclass
class Teams:
    """The ids of things of the first team, a client of somebody there, and who tries to get at them from another team."""

    ids: dict[str, str]
    ours: object
    stranger: object  # a person with every role
    program: object  # a key with every role


@pytest.fixture
def teams(client, place, screened, tmp_path):
    """A run, a check, a case with a file, a mapping, a webhook, a key and a session of the first team; and strangers."""
    app = client.application
    first(place)
    ours = member(app, place, "ours", "local", *AccessRole)
    client.set_cookie(
        "__Host-screening",
        ours.get_cookie("__Host-screening", domain="localhost").value,
        domain="localhost",
        secure=True,
    )
    run_id = screened(LIST).rsplit("/", 1)[1]
    check = post(client, "/check?name=Beihang+University", "/checks/", name="Beihang University")
    note, listed = tmp_path / "note.txt", tmp_path / "hosts.csv"
    note.write_text("seen")
    listed.write_text("Partner,Home\nJane Roe,KU Leuven\n", encoding="utf-8")
    confirm(place, "local", read_list(listed), ReadingChoice(map=(("person_name", "Partner"),)), by=BY)
    new_key(place, "ours")
    webhook, _ = add_target(place, ADDRESS, ["run.finished"], actor=BY, team="local")
    delivery_id = ping(place, webhook.id)
    with place.database.write() as session:
        mail = {"to": "a@office.example", "subject": "Ours", "text": "x", "kind": "changes"}
        put_mail(session, place.queue, key="ours", team="local", **mail)
    with place.database.read() as session:
        digest = session.exec(select(ScreenedSubject.subject_digest)).first()
        case_id, person_id = session.exec(select(Case.id)).first(), find(session, "ours").id
        session_id = session.exec(select(SignedIn.id).where(SignedIn.person_id == person_id)).first()
        device_id = session.exec(select(KnownDevice.id).where(KnownDevice.person_id == person_id)).first()
    attach(place, "local", case_id, Decider(BY, "Ana"), note, "note.txt")
    with place.database.read() as session:
        remark_id = str(session.exec(select(Remark.id)).first())
    check_id = check.headers["Location"].rsplit("/", 1)[1]
    target, reason = ErasureTarget(ErasureKind.CHECK, check_id), "the person asked for it"
    erasure = ask_erasure(place, "local", target, reason, Decider(f"person:{person_id}", "Ours"))
    with place.database.read() as session:
        every = preview_bulk(session, "local", CaseFilter(), BY)
    found = Proposal(Verdict.INCONCLUSIVE, "too_little")
    step = propose_bulk(
        place, "local", CaseFilter(), found, Decider(BY, "Ana"), version=every.version, source="page"
    )
    with place.database.read() as session:
        run = session.get_one(Run, run_id)
        session.expunge(run)
    grounds = WatchTerms("Ours", "Visits", "Art. 6", (place.now() + timedelta(days=90)).date())
    watch = watch_run(place, run, Pins.from_json(run.pins), grounds, actor=BY)
    ids = {
        "bulk": step.id,
        "watch_id": watch.id,
        "run_id": run_id,
        "earlier_id": run_id,
        "check_id": check_id,
        "erasure_id": erasure.id,
        "case_id": case_id,
        "digest": digest,
        "subject_id": digest,
        "remark_id": remark_id,
        "file_id": remark_id,
        "mapping_id": mappings(place, "local")[0].id,
        "key_id": every_key(place)[0].id,
        "webhook_id": webhook.id,
        "mail_id": mail_id("ours"),
        "delivery_id": delivery_id,
        "person_id": person_id,
        "session_id": session_id,
        "device_id": device_id,
        "team_id": "local",
    }
    administration.add_team(place, "Grants", by=BY)
    return Teams(ids, client, *strangers(app, place, tuple(AccessRole)))


def strangers(app, place, roles):
    """A person and a key of the other team, with roles there."""
    person = member(app, place, f"stranger-{'-'.join(roles)}", "grants", *roles)
    program = app.test_client()
    key = new_key(place, "theirs", calls=9_999, team="grants", roles=roles)
    program.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    program.get("/api/v1/lists", **HTTPS)  # its use is noted once a minute
    return person, program


def addresses(app):
    """Each address in which an id of somebody's thing stands, with each of its methods."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule):
        if rule.arguments - NOBODYS:
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                yield rule, method


def filled(rule, ids):
    """The address with ids in it."""
    return re.sub(
        r"<(?:\w+:)?(\w+)>", lambda found: str({**ids, **HOW}.get(found.group(1), "0" * 32)), rule.rule
    )


def said(answer, ids):
    """What an answer says, but for the ids that were asked for, which its address repeats."""
    words = re.sub(r'"instance": ?"[^"]*"', "", answer.text)
    for each in sorted(set(ids.values()), key=len, reverse=True):
        words = re.sub(rf"\b{re.escape(each)}\b", "ID", words) if len(each) > 2 else words
    return answer.status_code, re.sub(r"[0-9a-f]{32}", "ID", words)


def everything(place):
    """Every row that is kept, by table; the log too, so nothing is even noted."""
    with place.database.read() as session:
        tables = session.connection().execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        names = sorted(name for (name,) in tables if not name.startswith("sqlite_"))
        return {name: session.connection().execute(text(f'SELECT * FROM "{name}"')).all() for name in names}


# What the forms of pages send, all at once: each takes its own.
FORM = {
    "text": "x",
    "verdict": "false_positive",
    "reason": "name_and_place",
    "to": "me",
    "team": "grants",
    "role": "auditor",
}
ASKED = {  # bodies without which a call is refused before anything is looked for
    "api.decide_case": {"verdict": "false_positive", "reason": "name_and_place"},
    "api.comment_case": {"text": "x"},
    "api.withdraw_case": {"reason": "x"},
    "api.assign_case": {"to": "me"},
    "api.case_due": {"due": "2026-12-24"},
    "api.part_case": {"members": ["0" * 64]},
    "api.erase": {"reason": "asked for"},
    "api.decide_collaboration_with": {
        "decision": "proceed",
        "until": "2026-12-24",
        "reason": "x",
        "answerable": "Ana",
    },
    "api.withdraw_collaboration_with": {"reason": "x"},
    "api.answer_mapping": {"map": {"person_name": "Name"}},
}


def test_no_address_and_no_verb_leads_from_one_team_to_another(client, teams, place):
    """By each role and by all of them, as a person and as a program: what is another team's is what does not exist."""
    tried, succeeded, refused, let_in = 0, [], 0, 0
    each_role = {roles: strangers(client.application, place, roles) for roles in CALLERS[:-1]}
    before = everything(place)
    nothing = {key: ("nowhere" if key == "team_id" else "f" * len(value)) for key, value in teams.ids.items()}
    for roles in CALLERS:
        person, program = each_role.get(roles, (teams.stranger, teams.program))
        proof = hidden("proof", person.get("/account/", **HTTPS).text)

        def sent(rule, method, proof=proof):
            if method == "GET":
                return {}
            if rule.endpoint == "api.attach_file":
                return {"data": {"file": (io.BytesIO(b"seen"), "note.txt")}}
            if rule.endpoint.startswith("api."):
                return {"json": ASKED.get(rule.endpoint, {})}
            return {"data": {"proof": proof, **FORM}}

        for rule, method in addresses(client.application):
            assert rule.arguments - NOBODYS <= teams.ids.keys(), (
                "an id of a kind of which the other team has none here"
            )
            who = person if rule.endpoint.partition(".")[0] in BLUEPRINTS else program
            there, absent = (
                said(who.open(filled(rule, ids), method=method, **sent(rule, method), **HTTPS), ids)
                for ids in (teams.ids, nothing)
            )
            tried += 1
            may = routes().needs[rule.endpoint] in permissions_of(roles)
            if there != absent or there[0] != (404 if may else 403):
                succeeded.append((roles, rule.rule, method, there[0], absent[0]))
            refused, let_in = refused + (not may), let_in + may
    print(f"\ncalls to another team's things: {tried} tried, {len(succeeded)} succeeded")  # noqa: T201
    print(f"({let_in} by who may do such a thing in his own team, {refused} by who may not)")  # noqa: T201
    assert succeeded == []
    assert tried > 277
    assert everything(place) == before


def test_forms_made_by_hand_do_not_reach_another_team(client, teams, place):
    """What is sent in a form or a body, where a page would never have offered it."""
    bo, program = teams.stranger, teams.program
    with place.database.read() as session:
        own = find(session, f"stranger-{'-'.join(AccessRole)}").id
    proof, before = hidden("proof", bo.get("/account/", **HTTPS).text), everything(place)
    page = teams.ours.get("/upload", **HTTPS).text
    form = {"proof": hidden("proof", page), "list": (io.BytesIO(LIST.encode()), "list.csv")}
    draft = teams.ours.post("/upload", data=form, **HTTPS).headers["Location"].partition("draft=")[2]
    ids, nothing = teams.ids, {key: "f" * len(value) for key, value in teams.ids.items()}

    def forms(team, ids, draft):
        own_page = f"/people/{own}"
        yield "/people/", {"login": "ci", "name": "Ci", "team": team, "role": "administrator"}
        yield f"{own_page}/roles", {"team": team, "role": "administrator"}
        yield (
            "/keys/",
            {
                "holder": "x",
                "team": team,
                "role": "screener",
                "calls": "1",
                "subjects": "1",
                "characters": "9999",
            },
        )
        yield "/webhooks/", {"url": ADDRESS, "event": "run.finished", "team": team}
        yield "/account/team", {"team": team}
        yield "/review/assign", {"case": ids["case_id"], "to": "me"}
        yield "/upload/apply", {"draft": draft}
        yield "/upload/accept", {"draft": draft}
        yield f"/webhooks/{ids['webhook_id']}/deliveries/{ids['delivery_id']}/again", {}

    tried = 0
    for (path, ours), (other, absent) in zip(
        forms("local", ids, draft), forms("nowhere", nothing, "x" * len(draft)), strict=True
    ):
        answers = [
            bo.post(where, data={"proof": proof, **sent}, **HTTPS)
            for where, sent in ((path, ours), (other, absent))
        ]
        assert [each.status_code for each in answers] == [404, 404], path
        if "draft" not in ours:
            assert said(answers[0], ids)[1].replace("local", "nowhere") == said(answers[1], nothing)[1], path
        tried += 1
    body = {"url": ADDRESS, "events": ["run.finished"]}
    for team in ("local", "nowhere"):
        answer = program.post("/api/v1/webhooks", json={**body, "team": team}, **HTTPS)
        assert (answer.status_code, answer.json["code"]) == (404, "team-unknown")
    for query in ("cases?run=", "dispositions?run="):
        answer = program.get(f"/api/v1/{query}{ids['run_id']}&state=", **HTTPS)
        assert ids["run_id"] not in answer.text
        assert ids["case_id"] not in answer.text
    print(f"\nforms and bodies made by hand: {tried + 3} tried, 0 succeeded")  # noqa: T201
    assert everything(place) == before


def test_nothing_that_is_listed_names_what_another_team_has(client, teams):
    bo, program = teams.stranger, teams.program
    marks = [value for key, value in teams.ids.items() if len(value) > 10] + ["Wei Zhang", "ours", "Office"]
    pages = [
        "/people/",
        "/keys/",
        "/webhooks/",
        "/mappings/",
        "/audit/",
        "/audit/?team=local",
        "/audit/log.csv",
    ]
    for path in [
        *pages,
        "/audit/log.jsonl?team=",
        "/runs/",
        "/checks/",
        "/review/",
        "/overview",
        "/account/",
    ]:
        answer = bo.get(path, **HTTPS)
        assert answer.status_code == 200, path
        for mark in marks:
            assert not re.search(rf"\b{mark}\b", answer.text), (path, mark)
    for path in ("runs", "cases", "dispositions", "webhooks", "reviewers"):
        answer = program.get(f"/api/v1/{path}", **HTTPS)
        assert answer.status_code == 200, path
        for mark in marks:
            assert not re.search(rf"\b{mark}\b", answer.text), (path, mark)


def test_what_a_webhook_of_every_team_is_told_is_no_teams_business(client, teams, place):
    webhook, _ = add_target(place, ADDRESS, ["run.finished"], actor=BY)
    program = teams.program
    assert program.get("/api/v1/webhooks", **HTTPS).json["webhooks"] == []
    assert program.get(f"/api/v1/webhooks/{webhook.id}", **HTTPS).json["code"] == "webhook-unknown"
    ana = client.application.test_client()
    enter(ana)
    assert ana.get(f"/webhooks/{webhook.id}", **HTTPS).status_code == 200


def test_a_webhook_that_a_team_makes_is_told_of_that_team_only(client, teams, place):
    bo, program = teams.stranger, teams.program
    sent = {"url": ADDRESS, "events": ["run.finished"]}
    made = program.post("/api/v1/webhooks", json=sent, **HTTPS)
    assert made.json["webhook"]["team"] == "grants"
    assert post(bo, "/webhooks/", "/webhooks/", url=sent["url"], event="run.failed").status_code == 200
    with place.database.read() as session:
        assert sorted(session.exec(select(WebhookTarget.team))) == ["grants", "grants", "local"]


def test_a_webhook_of_the_sandbox_is_made_on_the_page_by_the_administrators_of_the_team(client, teams, place):
    bo = teams.stranger
    made = post(bo, "/webhooks/", "/webhooks/", url=ADDRESS, event="run.finished", sandbox="yes")
    assert made.status_code == 200
    with place.database.read() as session:
        hook = session.exec(select(WebhookTarget).where(WebhookTarget.team == "sandbox:grants")).one().id
    page = bo.get("/webhooks/", **HTTPS).text
    assert re.search(rf"/webhooks/{hook}.*<bdi>[^<]*</bdi> <span[^>]*>sandbox</span>", page, re.DOTALL)
    assert "sandbox</span>" in bo.get(f"/webhooks/{hook}", **HTTPS).text
    ana = client.application.test_client()
    enter(ana)
    # Every team's, so a sandbox needs the name of its team.
    unnamed = post(ana, "/webhooks/", "/webhooks/", url=ADDRESS, event="run.finished", sandbox="yes")
    assert (unnamed.status_code, "choose the team" in unnamed.text) == (422, True)
    sent = {"url": ADDRESS, "events": ["run.finished"], "team": "sandbox:local"}
    assert teams.program.post("/api/v1/webhooks", json=sent, **HTTPS).json["code"] == "team-unknown"
    sent["team"] = "sandbox:grants"
    assert (
        teams.program.post("/api/v1/webhooks", json=sent, **HTTPS).json["webhook"]["team"] == "sandbox:grants"
    )
    assert post(bo, "/webhooks/", f"/webhooks/{hook}/remove").status_code == 303


def test_an_installation_administrator_sees_people_of_every_team_and_none_of_their_runs(client, teams, place):
    """Ana takes her roles in the team away and is left with the installation."""
    with place.database.read() as session:
        ana_id = find(session, "ana@office.example").id
    administration.set_roles(place, ana_id, "local", set(), by=BY)
    ana = client.application.test_client()
    assert enter(ana).status_code == 303
    ids = teams.ids
    for path in (
        "/people/",
        f"/people/{ids['person_id']}",
        "/keys/",
        f"/webhooks/{ids['webhook_id']}",
        "/audit/",
    ):
        assert ana.get(path, **HTTPS).status_code == 200, path
    assert "stranger-" in ana.get("/people/", **HTTPS).text
    for path in (
        f"/runs/{ids['run_id']}",
        f"/checks/{ids['check_id']}",
        f"/review/{ids['case_id']}",
        "/runs/",
    ):
        assert ana.get(path, **HTTPS).status_code == 403, path
    assert "/welcome/" in post(ana, "/account/", f"/people/{ids['person_id']}/link").text
    assert (
        post(
            ana,
            "/people/",
            "/keys/",
            holder="x",
            team="grants",
            role="screener",
            calls="1",
            subjects="1",
            characters="9999",
        ).status_code
        == 200
    )
