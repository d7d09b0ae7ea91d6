"""The page of mail: whether it is set up, what could not be delivered, and links that go by mail instead of by hand."""

import re

import pytest
from accounts import ANA, HTTPS, PASSWORD, enter, first, member, post
from mail_server import HERE, MailServer

from screening.accounts import AccessRole, administration
from screening.context import open_context
from screening.mail.delivery import carry
from screening.mail.mail_log import recent
from screening.mail.outbox import put_mail
from screening.settings import Settings
from web.app import create_app
from web.config import Config

ADDRESS = "https://screening.office.example"


@pytest.fixture
def server():
    opened = MailServer()
    yield opened
    opened.close()


@pytest.fixture
def office(place, server, clock):
    """The installation with a mail server, and Ana's account."""
    mail = {"mail_host": HERE, "mail_port": server.port, "mail_security": "none"}
    mail |= {"mail_from": "screening@office.example", "public_url": ADDRESS}
    opened = open_context(Settings.model_validate(place.settings.model_dump() | mail), clock)
    first(opened)
    yield opened
    opened.close()


@pytest.fixture
def app(office, small_engine, clock, tmp_path):
    return create_app(Config(rates=tmp_path / "mail-rates.sqlite3"), small_engine, clock, office)


@pytest.fixture
def ana(app):
    client = app.test_client()
    enter(client)
    return client


def put(place, key="k", to="bo@office.example", **changes):
    with place.database.write() as session:
        put_mail(
            session,
            place.queue,
            key=key,
            to=to,
            made_at=place.now(),
            **{"subject": "Hello <b>", "text": "x", "kind": "changes"} | changes,
        )
    return next(each.id for each in recent(place) if each.recipient == to)


def fail(place, server, **changes):
    server.refusals = ["550 <b>nobody</b>"]
    made = put(place, **changes)
    carry(place, made, 1, 0)
    return made


def send_all(place):
    """Send what waits, as a worker does."""
    for each in recent(place):
        if each.state == "waiting":
            carry(place, each.id, 1, 0)


def link_of(server, to):
    """The one link in the newest mail to an address, as a path."""
    (mail,) = [each for each in server.messages if each["To"] == to][-1:]
    (link,) = set(re.findall(rf"{ADDRESS}(/\S+)", mail.get_body(["plain"]).get_content()))
    return link


def test_the_page_says_that_mail_is_off_and_how_it_is_turned_on(client):
    page = client.get("/mail/", **HTTPS).text
    assert "Mail is off" in page
    assert "SCREENING_MAIL_HOST" in page
    assert "Send a test mail" not in page


def test_the_page_says_where_mail_goes_and_never_the_password(ana, server):
    page = ana.get("/mail/", **HTTPS).text
    assert "Mail is on" in page
    assert f"port {server.port}" in page
    assert "screening@office.example" in page
    assert "never in mail" in page


def test_a_test_mail_goes_to_who_asks(ana, office, server):
    assert post(ana, "/mail/", "/mail/test").status_code == 303
    send_all(office)
    assert [mail["To"] for mail in server.messages] == [ANA["login"]]
    assert re.search(r"test mail.*sent", ana.get("/mail/", **HTTPS).text, re.DOTALL)


def test_what_could_not_be_delivered_is_said_on_every_page_and_sent_again(ana, office, server):
    made = fail(office, server)
    for path in ("/account/", "/mail/"):
        assert re.search(
            r'>Mail <span class="count late">1<span class="unseen"> not delivered',
            ana.get(path, **HTTPS).text,
        )
    page = ana.get("/mail/", **HTTPS).text
    assert "1 mail could not be delivered" in page
    assert "It answered 550 &lt;b&gt;nobody&lt;/b&gt;" in page
    assert "Hello &lt;b&gt;" in page
    assert post(ana, "/mail/", f"/mail/{made}/again").status_code == 303
    carry(office, made, 2, 0)
    assert len(server.got) == 1
    assert "mail could not be delivered" not in ana.get("/mail/", **HTTPS).text
    assert post(ana, "/mail/", f"/mail/{made}/again").status_code == 409


def test_what_is_dismissed_is_not_said_any_more(ana, office, server):
    made = fail(office, server)
    assert post(ana, "/mail/", f"/mail/{made}/dismiss").status_code == 303
    assert "mail could not be delivered" not in ana.get("/mail/", **HTTPS).text
    assert post(ana, "/mail/", "/mail/another/dismiss").status_code == 404


def test_an_administrator_of_a_team_sees_the_mail_of_the_team_and_others_see_none(app, ana, office, server):
    administration.add_team(office, "Lab", by="person:ana")
    of_lab = member(app, office, "lee", "lab", AccessRole.ADMINISTRATOR)
    ours = fail(office, server, key="a", to="a@office.example", team="lab")
    theirs = fail(office, server, key="b", to="b@office.example", team="local")
    page = of_lab.get("/mail/", **HTTPS).text
    assert ("a@office.example" in page, "b@office.example" in page) == (True, False)
    assert post(of_lab, "/mail/", f"/mail/{theirs}/again").status_code == 404
    assert post(of_lab, "/mail/", f"/mail/{ours}/again").status_code == 303
    assert member(app, office, "cy", "lab", AccessRole.SCREENER).get("/mail/", **HTTPS).status_code == 403


def test_an_invitation_goes_by_mail_and_its_link_is_not_shown(app, ana, office, server):
    form = {
        "name": "Bo Tane",
        "login": "bo",
        "email": "bo@post.example",
        "team": "local",
        "role": ["screener"],
    }
    answer = post(ana, "/people/", "/people/", mail="yes", **form)
    assert "bo@post.example" in answer.text
    assert "/welcome/" not in answer.text
    send_all(office)
    guest = app.test_client()
    link = link_of(server, "bo@post.example")
    assert post(guest, link, link, password=PASSWORD).status_code == 303
    assert "which you have confirmed" in guest.get("/account/", **HTTPS).text
    refused = post(ana, "/people/", "/people/", mail="yes", **form | {"login": "cy", "email": ""})
    assert (refused.status_code, "Give one e-mail address" in refused.text) == (422, True)


def test_an_invitation_is_handed_over_where_that_is_chosen(ana, server, office):
    form = {"name": "Bo Tane", "login": "bo@office.example", "team": "local", "role": ["screener"]}
    answer = post(ana, "/people/", "/people/", mail="no", **form)
    assert f'value="{ADDRESS}/welcome/' in answer.text
    assert recent(office) == []


def test_a_link_to_a_new_password_goes_by_mail(app, ana, office, server):
    member(app, office, "bo@office.example", "local", AccessRole.SCREENER)
    bo = next(each.person for each in administration.everybody(office) if each.person.login.startswith("bo"))
    answer = post(ana, f"/people/{bo.id}", f"/people/{bo.id}/link", mail="yes")
    assert "bo@office.example" in answer.text
    assert "/welcome/" not in answer.text
    send_all(office)
    assert link_of(server, "bo@office.example").startswith("/welcome/")
    assert "/welcome/" in post(ana, f"/people/{bo.id}", f"/people/{bo.id}/link").text


def test_an_address_is_given_with_the_password_and_confirmed_by_its_link(ana, office, server):
    wrong = post(ana, "/account/", "/account/address", email="ana@post.example", now="not the password")
    assert (wrong.status_code, recent(office)) == (401, [])
    assert post(ana, "/account/", "/account/address", email="ana", now=PASSWORD).status_code == 422
    assert (
        post(ana, "/account/", "/account/address", email="ana@post.example", now=PASSWORD).status_code == 303
    )
    assert "not confirmed yet" in ana.get("/account/", **HTTPS).text
    send_all(office)
    link = link_of(server, "ana@post.example")
    assert "Does mail reach you" in ana.get(link, **HTTPS).text
    assert "not confirmed yet" in ana.get("/account/", **HTTPS).text  # looking confirms nothing
    assert post(ana, "/account/", link).status_code == 303
    assert "which you have confirmed" in ana.get("/account/", **HTTPS).text
    assert post(ana, "/account/", f"{link}x").status_code == 404


@pytest.fixture
def confirmed(ana, office, server):
    """Ana's address, confirmed."""
    post(ana, "/account/", "/account/address", email="ana@post.example", now=PASSWORD)
    send_all(office)
    link = link_of(server, "ana@post.example")
    post(ana, "/account/", link)
    return "ana@post.example"


def forgotten(client, login, **headers):
    return post(client, "/sign-in/forgotten", "/sign-in/forgotten", login=login, **headers)


def without_proof(page):
    return re.sub(r'name="proof" value="[^"]*"', "", page)


def test_a_forgotten_password_is_set_by_a_link_and_the_answer_is_the_same_for_everybody(
    app, office, server, confirmed
):
    guest = app.test_client()
    assert 'href="/sign-in/forgotten"' in guest.get("/sign-in", **HTTPS).text
    answers = [forgotten(guest, login) for login in (ANA["login"], "nobody@office.example", "")]
    assert {each.status_code for each in answers} == {200}
    assert len({without_proof(each.text) for each in answers}) == 1
    sent = len(server.got)
    send_all(office)
    assert len(server.got) == sent + 1
    link = link_of(server, confirmed)
    assert post(guest, link, link, password="another four words here").status_code == 303
    assert enter(app.test_client(), password="another four words here").status_code == 303
    assert enter(app.test_client()).status_code == 401


def test_a_link_never_begins_with_what_a_request_calls_its_host(app, office, server, confirmed):
    guest = app.test_client()
    page = guest.get("/sign-in/forgotten", **HTTPS).text
    proof = re.search(r'name="proof" value="([^"]*)"', page).group(1)
    data = {"proof": proof, "login": ANA["login"]}
    guest.post("/sign-in/forgotten", data=data, headers={"Host": "evil.example"}, **HTTPS)
    guest.post("/sign-in/forgotten", data=data, **HTTPS)
    send_all(office)
    assert all(b"evil.example" not in content for _, content in server.got)
    assert link_of(server, confirmed).startswith("/welcome/")


@pytest.mark.parametrize("login", [ANA["login"], "nobody@office.example"])
def test_links_are_asked_for_so_often_and_no_more_whether_there_is_an_account_or_not(
    app, office, confirmed, login
):
    guest = app.test_client()
    for _ in range(3):
        assert forgotten(guest, login).status_code == 200
    refused = forgotten(guest, login)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert enter(app.test_client()).status_code == 303  # signing in is counted apart


def test_without_mail_there_is_no_way_to_ask_for_a_link(client, place):
    first(place)
    assert "/sign-in/forgotten" not in client.get("/sign-in", **HTTPS).text
    assert client.get("/sign-in/forgotten", **HTTPS).status_code == 404
    assert post(client, "/sign-in", "/sign-in/forgotten", login=ANA["login"]).status_code == 404


def test_an_account_sends_a_mail_to_an_address_of_its_choice_once_a_minute(ana, office, clock):
    for address, status in (("a@post.example", 303), ("b@post.example", 429)):
        assert post(ana, "/account/", "/account/address", email=address, now=PASSWORD).status_code == status
    assert [each.recipient for each in recent(office)] == ["a@post.example"]
    assert post(ana, "/account/", "/account/address", email="", now=PASSWORD).status_code == 303
    clock.moved(minutes=1)
    assert post(ana, "/account/", "/account/address", email="b@post.example", now=PASSWORD).status_code == 303
