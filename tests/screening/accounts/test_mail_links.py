"""Links by mail: to whom they go, what using one proves, and that asking for one tells nothing."""

import re
from datetime import timedelta

import pytest
from accounts import ANA, PASSWORD, first
from sqlmodel import select

from screening.accounts import AccessRole, administration
from screening.accounts.accounts import PersonRefused, find
from screening.accounts.mail_links import (
    CONFIRM_LASTS,
    ask_new_password,
    check_proof,
    confirm_address,
    mail_address_of,
    set_address,
)
from screening.accounts.one_time_links import LASTS, LinkKind, LinkUnknown, read_link, set_password
from screening.audit import lines_of
from screening.context import open_context
from screening.mail.mail_log import recent
from screening.mail.outbox import MailOff
from screening.runs.verification import verify_installation
from screening.settings import Settings
from screening.storage.mail_tables import Mail

MAIL = {
    "mail_host": "smtp.example.org",
    "mail_from": "screening@office.example",
    "public_url": "https://screening.office.example",
}


@pytest.fixture
def office(settings, clock):
    """An installation with mail and one account, Ana's."""
    opened = open_context(Settings.model_validate(settings.model_dump() | MAIL), clock)
    first(opened)
    yield opened
    opened.close()


def mails(place):
    with place.database.read() as session:
        found = session.exec(select(Mail).order_by(Mail.made_at, Mail.key)).all()
        session.expunge_all()
    return found


def link_in(mail):
    (found,) = set(re.findall(r"https://screening\.office\.example/(\S+?)(?=[\s<\"])", mail.text + mail.html))
    return found


def secret_in(mail):
    return link_in(mail).removeprefix("welcome/")


def person(place, login=ANA["login"]):
    with place.database.read() as session:
        found = find(session, login)
        session.expunge_all()
    return found


def invite(place, to="bo@post.example", login="bo"):
    return administration.invite_by_mail(
        place, login, "Bo <b>Tane</b>", "local", {AccessRole.SCREENER}, to=to, by="person:ana"
    )


def confirmed(place, login=ANA["login"], address="ana@post.example"):
    """Give somebody an address and confirm it."""
    set_address(place, person(place, login), address, team="local")
    (mail,) = [
        each for each in mails(place) if each.recipient == address and "/account/address/" in each.text
    ]
    confirm_address(place, person(place, login), link_in(mail).removeprefix("account/address/"), team="local")


def actions(place):
    with place.database.read() as session:
        return [line.action for line in lines_of(session)]


def test_an_invitation_goes_to_its_address_and_using_it_confirms_that(office, clock):
    made, new = invite(office)
    assert new
    (mail,) = mails(office)
    assert (mail.recipient, mail.kind, mail.team) == ("bo@post.example", "invitation", "local")
    assert mail.lapses_at == (clock.now + LASTS[LinkKind.INVITATION]).isoformat()
    assert "Bo &lt;b&gt;Tane" in mail.html
    assert "<b>" not in mail.html
    assert person(office, "bo").email_confirmed_at == ""
    set_password(office, secret_in(mail), PASSWORD)
    assert (person(office, "bo").email, bool(person(office, "bo").email_confirmed_at)) == (
        "bo@post.example",
        True,
    )
    with office.database.read() as session:
        assert "bo@post.example" not in "".join(line.facts for line in lines_of(session))
    assert made.id == person(office, "bo").id


def test_a_link_that_was_handed_over_confirms_no_address(office):
    invite(office)
    secret = administration.new_link(office, person(office, "bo").id, by="person:ana")
    set_password(office, secret, PASSWORD)
    assert person(office, "bo").email_confirmed_at == ""


def test_who_has_an_account_gets_no_mail_and_keeps_the_address(office):
    team = administration.add_team(office, "Lab", by="person:ana")
    ana, new = administration.invite_by_mail(
        office, ANA["login"], "x", team, {AccessRole.SCREENER}, to="eve@evil.example", by="person:ana"
    )
    assert (new, ana.email, mails(office)) == (False, "", [])


@pytest.mark.parametrize("to", ["nobody", "bo@post.example\r\nBcc: eve@evil.example", ""])
def test_what_is_no_address_invites_nobody(office, to):
    with pytest.raises(PersonRefused):
        invite(office, to=to)
    assert person(office, "bo") is None


def test_without_mail_nobody_is_invited_by_mail(place):
    first(place)
    with pytest.raises(MailOff):
        invite(place)
    assert person(place, "bo") is None
    with pytest.raises(MailOff):
        ask_new_password(place, ANA["login"])
    with pytest.raises(MailOff):
        set_address(place, person(place), "ana@post.example", team="local")


def test_a_new_link_goes_to_the_address_or_to_the_sign_in_name_where_that_is_one(office):
    administration.new_link(office, person(office).id, by="person:ana", mail=True)
    assert mails(office)[0].recipient == ANA["login"]
    set_password(office, secret_in(mails(office)[0]), PASSWORD)
    assert person(office).email == ANA["login"]
    assert person(office).email_confirmed_at
    administration.invite(office, "cy", "Cy", "local", {AccessRole.SCREENER}, by="person:ana")
    assert mail_address_of(person(office, "cy")) == ""
    with pytest.raises(PersonRefused, match="no e-mail address"):
        administration.new_link(office, person(office, "cy").id, by="person:ana", mail=True)


def test_who_forgot_the_password_gets_a_link_at_the_confirmed_address(office, clock):
    confirmed(office)
    ask_new_password(office, f" {ANA['login'].upper()} ")
    mail = mails(office)[-1] if mails(office)[-1].kind == "password" else mails(office)[0]
    assert (mail.recipient, mail.kind, mail.team) == ("ana@post.example", "password", "")
    assert mail.lapses_at == (clock.now + LASTS[LinkKind.RESET]).isoformat()
    set_password(office, secret_in(mail), "another four words here")
    with pytest.raises(LinkUnknown):
        read_link(office, secret_in(mail))


def test_nobody_else_gets_one_and_the_log_alone_says_that_somebody_asked(office):
    invite(office)  # no password yet
    confirmed(office)
    ana, before = person(office), len(mails(office))
    set_address(office, person(office), "ana@other.example", team="local")  # not confirmed
    more = len(mails(office)) - before
    for login in ("nobody", "", "bo", ANA["login"], "ana@post.example"):
        ask_new_password(office, login)
    assert len(mails(office)) == before + more
    assert actions(office)[-5:] == ["sign-in.link-asked"] * 5
    confirmed(office, address="ana@third.example")
    second = administration.invite(office, "di", "Di", "local", {AccessRole.SCREENER}, by="person:ana")[0]
    assert second.id != ana.id
    known = len(mails(office))
    with office.decide() as decision:
        whose = find(decision.session, ANA["login"])
        whose.disabled_at = decision.at.isoformat()
        decision.session.add(whose)
        decision.record("person.disabled", actor="local:test", team="", facts={"person": whose.id})
    ask_new_password(office, ANA["login"])
    assert len(mails(office)) == known


def test_an_address_is_confirmed_by_its_owner_within_its_days_only(office, clock):
    set_address(office, person(office), "ana@post.example", team="local")
    proof = link_in(mails(office)[0]).removeprefix("account/address/")
    check_proof(office, person(office), proof, clock.now)
    for wrong in ("", "1", f"9{proof}", proof[:-1] + ("0" if proof[-1] != "0" else "1"), "²-x"):
        with pytest.raises(LinkUnknown):
            check_proof(office, person(office), wrong, clock.now)
    invite(office)
    with pytest.raises(LinkUnknown):  # somebody else's account
        check_proof(office, person(office, "bo"), proof, clock.now)
    with pytest.raises(LinkUnknown):
        check_proof(office, person(office), proof, clock.now + CONFIRM_LASTS + timedelta(seconds=1))
    set_address(office, person(office), "ana@other.example", team="local")
    with pytest.raises(LinkUnknown):  # another address
        confirm_address(office, person(office), proof, team="local")


def test_a_changed_address_voids_links_to_the_one_before_which_is_told(office):
    confirmed(office)
    ask_new_password(office, ANA["login"])
    (link,) = [secret_in(each) for each in mails(office) if each.kind == "password"]
    set_address(office, person(office), "ana@new.example", team="local")
    with pytest.raises(LinkUnknown):
        read_link(office, link)
    told = [each.subject for each in mails(office) if each.recipient == "ana@post.example"]
    assert "Your e-mail address was changed" in told
    set_address(office, person(office), "", team="local")
    assert (person(office).email, mail_address_of(person(office))) == ("", ANA["login"])
    assert len(recent(office)) == len(mails(office))


def test_the_log_agrees_with_links_that_were_mailed_asked_for_and_voided(office):
    confirmed(office)
    ask_new_password(office, ANA["login"])
    invite(office)
    assert verify_installation(office).faults == ()
