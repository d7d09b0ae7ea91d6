"""Review on the pages: a queue, a case beside its evidence, and two people who decide."""

import io
import re
from html import unescape

import pytest
from flask import g, request
from openpyxl import Workbook

import web.pages.review
from screening.accounts import AccessRole
from web.access import Caller
from web.app import create_app
from web.config import Config

HTTPS = {"base_url": "https://localhost"}
LIST = (
    "Name,Institution,Country\n"
    "Wei Zhang,Beihang University,CN\n"
    "Li Na,Beijing University of Aeronautics and Astronautics,CN\n"
    "<script>alert(1)</script>,Zabir Logistics Company,SY\n"
    "Jane Roe,KU Leuven,BE\n"
)
DECISION = {"verdict": "true_match", "reason": "name_and_place"}


@pytest.fixture
def client(small_engine, clock, place, tmp_path):
    """Whoever the header Person names, of its team and with its roles; without one, this machine."""
    app = create_app(Config(rates=tmp_path / "rates.sqlite3"), small_engine, clock, place)

    @app.before_request
    def be_somebody():
        name, _, rest = request.headers.get("Person", "").partition("@")
        team, _, role = rest.partition(" ")
        if name:
            roles = frozenset({AccessRole(role or "reviewer")})
            g.caller = Caller(f"person:{name}", name.title(), team or "local", roles)

    return app.test_client()


def see(client, address, who="ana"):
    return client.get(address, headers={"Person": who}, **HTTPS)


def post(client, case, act, who="ana", **form):
    """Send a form of a case's page as it was opened by `who`."""
    page = see(client, case, who).text
    proof = re.search(r'name="proof" value="([^"]+)"', page)
    hidden = {
        key: found.group(1)
        for key in ("version", "disposition")
        if (found := re.search(rf'name="{key}" value="([^"]+)"', page))
    }
    address = case.replace("?", f"/{act}?") if "?" in case else f"{case}/{act}"
    form = {**hidden, "proof": proof.group(1) if proof else "", **form}
    return client.post(address, data=form, headers={"Person": who}, **HTTPS)


def cases(client, query="", who="ana"):
    page = see(client, f"/review/{query}", who).text
    return [each.split("?")[0] for each in re.findall(r'data-step href="([^"]+)"', page)]


@pytest.fixture
def case(client, screened):
    screened(LIST)
    (found,) = cases(client, "?q=wei+zhang")
    return found


def test_what_a_run_found_waits_in_the_queue_and_is_filtered_there(client, screened):
    run = screened(LIST).rsplit("/", 1)[1]
    page = see(client, "/review/").text
    assert "Beihang University" in page
    assert "KU Leuven" not in page
    assert "<script>alert" not in page
    assert "<script>alert" not in see(client, cases(client, "?list=un-sanctions")[0]).text
    assert len(cases(client)) == 3
    assert len(cases(client, f"?run={run}&list=un-sanctions")) == 1
    assert len(cases(client, "?list=jp-end-users")) == 2
    assert cases(client, "?state=decided") == []
    assert "No matching questions" in see(client, "/review/?q=nobody").text
    assert see(client, "/review/?run=unknown").status_code == 404


def test_the_results_of_a_run_lead_to_its_cases(client, screened):
    run = screened(LIST)
    page = see(client, run).text
    assert f"/review/?run={run.rsplit('/', 1)[1]}" in page
    assert "3 to be decided" in page


def test_after_a_decision_the_main_download_of_a_run_has_todays_decisions(client, screened):
    run = screened(LIST)

    def main():
        page = see(client, run).text
        return re.search(r'<p class="actions"><a class="button" href="([^"]+)">([^<]+)', page).groups()

    sealed = main()[0]
    assert "decisions=now" not in sealed
    post(client, cases(client, "?q=wei+zhang")[0], "propose", **DECISION)
    address, text = main()
    assert address == f"{sealed}?decisions=now"
    assert "with today's decisions" in unescape(text)
    page = see(client, run).text
    assert "The report written when the run ended lacks what was decided since" in page
    assert f'href="{sealed}"' in page.partition("Other downloads</summary>")[2]


def test_an_empty_queue_says_what_fills_it(client):
    assert "Nothing to decide" in see(client, "/review/").text


def test_a_case_stands_beside_its_evidence_and_listings(client, case):
    page = see(client, case).text
    for said in (
        "Wei Zhang",
        "Beihang University",
        "66 FR 24264",
        "Entity List",
        "End User List",
        "list.csv",
    ):
        assert said in page
    assert "Why we think so" in page


def test_two_people_decide_a_true_match_and_one_alone_cannot(client, case):
    assert post(client, case, "propose", **DECISION).status_code == 303
    page = see(client, case).text
    assert "Waiting for another reviewer" in page
    refused = post(client, case, "confirm", "ana")
    assert refused.status_code == 403
    assert "you proposed this yourself" in refused.text
    assert post(client, case, "confirm", "ben", note="I agree").status_code == 303
    page = see(client, case).text
    assert "confirmed by <bdi>Ben</bdi>" in page
    assert "I agree" in page
    assert cases(client, "?state=decided") == [case]


def test_this_machine_without_accounts_proposes_and_cannot_confirm(client, case):
    assert post(client, case, "propose", "", **DECISION).status_code == 303
    refused = post(client, case, "confirm", "")
    assert refused.status_code == 403
    assert "set up accounts first" in refused.text


def test_who_disagrees_opens_the_case_again_with_a_reason_that_is_shown(client, case):
    post(client, case, "propose", **DECISION)
    assert post(client, case, "disagree", "ben", note=" ").status_code == 422
    assert post(client, case, "disagree", "ben", note="Another Wei Zhang").status_code == 303
    page = see(client, case).text
    assert "Another Wei Zhang" in page
    assert "rejected by a second reviewer" in page


def test_a_decision_is_withdrawn_and_stays_in_the_history(client, case):
    post(client, case, "propose", verdict="inconclusive", reason="too_little")
    assert post(client, case, "withdraw", "ben", note="He answered since").status_code == 303
    page = see(client, case).text
    assert "He answered since" in page
    assert "to review" in page


def test_a_refused_decision_says_why_and_loses_nothing_that_was_typed(client, case):
    refused = post(client, case, "propose", verdict="true_match", reason="other_body", note="<i>typed</i>")
    assert refused.status_code == 422
    assert "Give a reason that fits" in refused.text
    assert "&lt;i&gt;typed&lt;/i&gt;" in refused.text
    assert post(client, case, "propose", verdict="guilty", reason="other_body").status_code == 422
    assert cases(client, "?state=open&q=wei") == [case]


def test_who_looked_before_somebody_else_decided_is_told_and_changes_nothing(client, case):
    old = re.search(r'name="version" value="([^"]+)"', see(client, case, "ben").text).group(1)
    post(client, case, "propose", verdict="escalated", reason="legal_advice")
    late = post(client, case, "propose", "ben", verdict="false_positive", reason="misread", version=old)
    assert late.status_code == 409
    assert "reload it" in late.text
    assert cases(client, "?state=escalated") == [case]
    queue = see(client, "/review/?state=escalated").text
    assert "Escalated, not decided yet" in queue


def test_blind_shows_neither_score_nor_level_nor_outcome_nor_points(client, case):
    for page in (see(client, "/review/?blind=yes").text, see(client, f"{case}?blind=yes").text):
        main = re.search(r"<main.*</main>", page, re.DOTALL).group()
        assert 'class="level' not in main
        assert "score 1" not in main
        assert "confidence" not in main
        assert not re.search(r">[+-]\d+<", main)
    assert 'class="level' in see(client, case).text


def test_the_next_case_keeps_the_queue_it_came_from(client, case):
    page = see(client, f"{case}?list=jp-end-users").text
    (after,) = re.findall(r'data-key="[jk]" href="([^"]+)"', page)
    assert after.endswith("?list=jp-end-users")
    done = post(client, f"{case}?list=jp-end-users", "propose", **DECISION)
    assert done.headers["Location"].startswith(f"{after.split('?')[0]}?list=jp-end-users&done=")


def test_another_team_finds_no_such_case_and_decides_nothing(client, case):
    assert cases(client, who="eve@others") == []
    assert see(client, case, "eve@others").status_code == 404
    proof = re.search(r'name="proof" value="([^"]+)"', see(client, case).text).group(1)
    for act in ("propose", "again", "confirm", "disagree", "withdraw", "undo", "part", "put-back"):
        sent = client.post(
            f"{case}/{act}",
            data={"proof": proof, "note": "x", **DECISION},
            headers={"Person": "eve@others"},
            **HTTPS,
        )
        assert sent.status_code == 404
    assert cases(client, "?state=open&q=wei") == [case]


def test_the_lists_having_moved_on_since_is_said_beside_the_case(client, case, place, behind_the_log):
    assert "The lists have changed" not in see(client, case).text
    with behind_the_log(place.database) as session:
        session.connection().exec_driver_sql(
            "UPDATE review_case SET seen = replace(seen, 'us-entity-list', 'jp-unknown')"
        )
    assert "The lists have changed" in see(client, case).text


def test_a_decision_that_lapsed_says_so_where_the_case_is_decided_anew(client, case, place, behind_the_log):
    with behind_the_log(place.database) as session:
        session.connection().exec_driver_sql(
            "UPDATE review_case SET lapsed = 'It is also listed on the End User List now.'"
        )
    assert "It is also listed on the End User List now." in see(client, case).text


def test_a_case_is_taken_on_and_found_by_whoever_has_it(client, case):
    post(client, case, "assign", to="me")
    assert cases(client, "?assignee=mine") == [case]
    assert cases(client, "?assignee=mine", "ben") == []
    assert "assigned to <bdi>Ana</bdi>" in see(client, case, "ben").text
    post(client, case, "assign", to="")
    assert cases(client, "?assignee=mine") == []


def test_what_people_say_is_text_and_an_empty_comment_is_refused(client, case):
    assert post(client, case, "comments", text="<b>asked</b> the dean").status_code == 303
    assert "&lt;b&gt;asked&lt;/b&gt; the dean" in see(client, case).text
    assert post(client, case, "comments", text="  ").status_code == 422


def attach(client, case, name, content, who="ana"):
    return post(client, case, "files", who, file=(io.BytesIO(content), name))


def test_a_file_is_kept_and_given_back_as_a_download_that_nothing_runs(client, case):
    content = b"%PDF-1.7 <script>alert(1)</script>"
    assert attach(client, case, "../<b>evil</b>\u202e.pdf", content).status_code == 303
    page = see(client, case, "ben").text
    assert "<b>evil" not in page
    (address,) = re.findall(r'href="(/review/[^"]+/files/[^"]+)"', page)
    given = see(client, address, "ben")
    assert given.data == content
    assert given.mimetype == "application/octet-stream"
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert given.headers["Content-Security-Policy"].startswith("sandbox")
    assert see(client, address, "eve@others").status_code == 404
    other = next(each for each in cases(client) if each != case)
    assert see(client, address.replace(case, other), "ben").status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.pdf", b""),
        ("program.exe", b"MZ"),
        ("page.html", b"<html>"),
        ("named-otherwise.pdf", b"MZ\x90"),
        ("binary.txt", b"a\0b"),
        ("picture.svg", b"<svg onload='alert(1)'/>"),
    ],
)
def test_what_is_no_document_is_refused_and_not_kept(client, case, place, name, content):
    kept = place.files.names()
    refused = attach(client, case, name, content)
    assert refused.status_code == 422
    assert "Nothing was changed" in refused.text
    assert place.files.names() == kept


ACTS = (
    "propose",
    "again",
    "confirm",
    "disagree",
    "withdraw",
    "undo",
    "part",
    "put-back",
    "assign",
    "due",
    "comments",
    "files",
)


def test_who_may_only_look_sees_the_case_and_no_form(client, case):
    page = see(client, case, "aud@local auditor").text
    assert "Wei Zhang" in page
    assert "<textarea" not in page
    for act in ACTS:
        sent = client.post(f"{case}/{act}", headers={"Person": "aud@local auditor"}, **HTTPS)
        assert sent.status_code in (400, 403)


def test_nothing_is_changed_by_a_form_of_another_site(client, case):
    for act in ACTS:
        sent = client.post(f"{case}/{act}", data=DECISION, headers={"Person": "ana"}, **HTTPS)
        assert sent.status_code == 400
    assert cases(client, "?state=open&q=wei") == [case]


MANY = LIST.replace("Jane Roe,KU Leuven,BE", "Bo Li,Beihang University,CN")


def test_a_question_shows_whom_it_is_about_each_with_its_own_level_and_row(client, screened):
    screened(MANY)
    (case,) = cases(client, "?q=bo+li")
    assert case == cases(client, "?q=wei+zhang")[0]
    page = see(client, case).text
    assert "2 people or organisations, 2 rows" in " ".join(page.split())
    members = re.search(r'id="members".*?</section>', page, re.DOTALL).group()
    assert re.findall(r"<bdi[^>]*>((?:Bo Li|Wei Zhang)[^<]*)", members) == [
        "Bo Li; Beihang University",
        "Wei Zhang; Beihang University",
    ]
    assert members.count('class="level') == 2
    other = re.findall(r'href="([^"]+member=[^"]+)"', members)[1].replace("&amp;", "&")
    assert "<dd><bdi>Wei Zhang" in see(client, other).text.replace(' dir="auto"', "")


def test_the_queue_shows_the_first_question_beside_it_and_its_tiles_add_up(client, screened):
    screened(LIST)
    page = see(client, "/review/").text
    assert "What did you find?" in page
    tiles = re.search(r'<ul class="tally">.*?</ul>', page, re.DOTALL).group()
    *states, total = (int(each) for each in re.findall(r"<strong>(\d+)</strong>", tiles))
    assert (sum(states), len(states)) == (total, 5) == (3, 5)
    assert 'aria-sort="descending"' in see(client, "/review/?sort=-people").text


def test_after_a_decision_the_next_question_opens_and_the_last_can_be_undone(client, screened):
    screened(LIST)
    first, second, _ = cases(client)
    done = post(client, first, "propose", verdict="inconclusive", reason="too_little")
    onward = done.headers["Location"]
    assert onward.startswith(second)
    page = see(client, onward).text
    assert "Recorded." in page
    assert "Next: " in page
    assert 'action="' + first + '/undo"' in page
    assert 'action="' + first + '/undo"' not in see(client, onward, "ben").text
    assert post(client, first, "undo", "ben").status_code == 422
    assert post(client, first, "undo").status_code == 303
    assert cases(client)[0] == first


def test_what_somebody_proposed_is_not_the_next_question_and_waits_for_others(client, screened):
    screened(LIST)
    for each in (first := cases(client)):
        answer = post(client, each, "propose", **DECISION)
    page = see(client, answer.headers["Location"]).text
    assert "Nothing else is left for you in this queue." in page
    assert f"{len(first)} questions wait for a second reviewer" in page
    assert "Next: " not in page


def test_a_second_reviewer_confirms_what_is_selected_in_one_step_and_nobody_their_own(
    client, screened, place, behind_the_log
):
    screened(LIST)
    with behind_the_log(place.database) as session:
        session.connection().exec_driver_sql("UPDATE review_case SET level = 3")
    for each in (made := cases(client)):
        post(client, each, "propose", **DECISION)
    waiting = "/review/?state=second"
    assert "Confirm what is ticked" not in see(client, waiting, "ana").text
    page = see(client, waiting, "ben").text
    assert "Confirm what is ticked" in page
    assert "in one step" not in page
    hidden = dict(re.findall(r'name="(proof|proposal-[0-9a-f]+)" value="([^"]+)"', page))
    form = {**hidden, "case": [each.rsplit("/", 1)[1] for each in made]}

    def confirm_as(who, **more):
        address = "/review/confirm?state=second"
        return client.post(address, data=form | more, headers={"Person": who}, **HTTPS)

    assert confirm_as("ana").status_code == 403
    assert confirm_as("ben", case=[]).status_code == 422
    refused = confirm_as("ben")
    assert refused.status_code == 422
    assert "say why what is proposed holds for those" in refused.text
    assert set(cases(client, "?state=second")) == set(made)
    done = confirm_as("ben", high_reason="Each seen on the pages of its staff.")
    assert f"{len(made)} decisions confirmed." in see(client, done.headers["Location"], "ben").text
    assert set(cases(client, "?state=decided")) == set(made)


def test_what_was_proposed_anew_since_the_page_was_opened_is_not_confirmed_with_it(client, screened):
    screened(LIST)
    first, *_ = cases(client)
    post(client, first, "propose", **DECISION)
    page = see(client, "/review/?state=second", "ben").text
    hidden = dict(re.findall(r'name="(proof|proposal-[0-9a-f]+)" value="([^"]+)"', page))
    post(client, first, "undo")
    post(client, first, "propose", verdict="false_positive", reason="other", note="Another body")
    form = {**hidden, "case": first.rsplit("/", 1)[1]}
    refused = client.post("/review/confirm?state=second", data=form, headers={"Person": "ben"}, **HTTPS)
    assert refused.status_code == 409
    assert "no longer applies" in refused.text


def test_a_member_is_taken_out_decided_by_itself_and_put_back(client, screened):
    screened(MANY)
    (case,) = cases(client, "?q=wei+zhang")
    member = re.findall(r'name="member"[^>]* value="([^"]+)"', see(client, case).text)[0]
    assert post(client, case, "part", member=member).status_code == 303
    (own,) = cases(client, "?q=bo+li")
    assert own != case
    assert "about one person or organisation alone" in see(client, own).text
    assert f'href="{own}"' in see(client, case).text
    assert post(client, own, "put-back").headers["Location"].split("?")[0] == case
    assert see(client, own).status_code == 404


CLEARED = {"verdict": "inconclusive", "reason": "too_little", "note": "Asked by mail."}


def new_of(page):
    """Whom the page of a question applies the decision to: the new ones that it lists."""
    return re.findall(r'type="hidden" name="member" value="([^"]+)"', page)


def test_who_comes_under_a_decision_later_is_open_until_accepted(client, screened):
    screened("Name,Institution,Country\nWei Zhang,Beihang University,CN\n")
    (case,) = cases(client)
    assert "counts for the 1 person or organisation here" in see(client, case).text
    assert "anyone added later with the same text and country is shown as new" in see(client, case).text
    post(client, case, "propose", **CLEARED)
    screened("Name,Institution,Country\nWei Zhang,Beihang University,CN\n", name="again.csv")
    assert cases(client) == []
    run = screened(
        "Name,Institution,Country\nBo Li,Beihang University,CN\nEva Li,Beihang University,CN\n", name="b.csv"
    )
    assert cases(client) == cases(client, "?state=new") == [case]
    page = see(client, case).text
    assert "2 people or organisations with this text were added after the decision" in page
    assert "decided, others added since" in see(client, run).text + see(client, f"{run}/rows/2").text
    assert "Accept it" not in page
    refused = post(client, case, "accept", member="nobody")
    assert refused.status_code == 409
    assert "Somebody you chose is no longer new under this decision" in refused.text
    assert post(client, case, "accept").status_code == 422
    both = new_of(page)
    assert len(both) == 2
    assert post(client, case, "accept", member=both[0]).status_code == 303
    assert "1 person or organisation with this text was added after the decision" in see(client, case).text
    (left,) = new_of(see(client, case).text)
    screened("Name,Institution,Country\nLater Li,Beihang University,CN\n", name="c.csv")
    assert post(client, case, "accept", member=left).status_code == 303
    # Who came after the page was opened is not accepted with those it listed.
    page = see(client, case).text
    assert "1 person or organisation with this text was added after the decision" in page
    assert re.search(r">Later Li[^\n]*<strong>new</strong>", page)
    assert post(client, case, "accept", member=new_of(page)).status_code == 303
    assert cases(client) == []
    assert post(client, case, "accept", member=left).status_code == 409


def test_more_than_a_page_lists_are_listed_by_row_before_a_decision_is_applied_to_them(
    client, screened, monkeypatch
):
    screened("Name,Institution,Country\nWei Zhang,Beihang University,CN\n")
    (case,) = cases(client)
    post(client, case, "propose", **CLEARED)
    screened(
        "Name,Institution,Country\nBo Li,Beihang University,CN\nEva Li,Beihang University,CN\n", name="b.csv"
    )
    assert "Apply the decision to all 2" in see(client, case).text
    monkeypatch.setattr("web.pages.review_case._MEMBERS", 1)
    page = see(client, case).text
    assert "Apply the decision to all" not in page
    form = page.partition('<form method="post" action="/review/accept/summary">')[2].partition("</form>")[0]
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]+)"', form))
    listed = client.post("/review/accept/summary", data=fields, headers={"Person": "ana"}, **HTTPS).text
    lines = listed.partition("<tbody>")[2].partition("</tbody>")[0].split("</tr>")[:-1]
    read = [" ".join(re.sub("<[^>]+>", " ", each).split()) for each in lines]
    assert [("Bo Li" in each, "b.csv , row 2" in each) for each in read] == [(True, True), (False, False)]
    assert "Eva Li" in read[1]
    assert "b.csv , row 3" in read[1]
    assert all("Entity List" in each for each in read)


def test_those_who_are_new_under_several_decisions_are_accepted_in_one_step(client, screened):
    screened(LIST)
    for each in cases(client, "?list=jp-end-users"):
        post(client, each, "propose", **CLEARED)
    screened(LIST.replace("Wei Zhang", "Bo Li").replace("Li Na", "Eva Li"), name="b.csv")
    found = cases(client, "?state=new")
    assert len(found) == 2
    page = see(client, "/review/?state=new").text
    proof = re.search(r'name="proof" value="([^"]+)"', page).group(1)
    fields = dict(re.findall(r'name="(decision-\w+)" value="(\w+)"', page))
    ids = [each.rsplit("/", 1)[1] for each in found]

    def send_as_ana(address, **form):
        return client.post(address, data={"proof": proof, **form}, headers={"Person": "ana"}, **HTTPS)

    summary = send_as_ana("/review/accept/summary?state=new", case=ids, **fields).text
    assert "Bo Li" in summary
    assert "Eva Li" in summary
    assert len(cases(client, "?state=new")) == 2
    seen = re.findall(r'name="(member-\w+|shown)" value="(\w+)"', summary)
    form = {key: [value for name, value in seen if name == key] for key, _ in seen}
    # Who comes meanwhile is not accepted unseen.
    screened(LIST.replace("Wei Zhang", "Later Li").replace("Li Na", "Much Later"), name="c.csv")
    done = send_as_ana("/review/accept?state=new", **form)
    assert done.status_code == 303
    assert "Decisions now cover 2 more people or organisations." in see(client, done.headers["Location"]).text
    assert len(cases(client, "?state=new")) == 2
    again = send_as_ana("/review/accept?state=new", **form)
    assert again.status_code == 409
    assert "Later Li" in again.text
    assert not re.findall(r'name="member-[^>]* checked', again.text)
    assert send_as_ana("/review/accept?state=new").status_code == 422
    assert send_as_ana("/review/accept/summary?state=new").status_code == 303


def test_the_page_says_whom_a_decision_counts_for_once_it_is_made_and_promises_nothing_before(
    client, screened
):
    screened(MANY)
    (case,) = cases(client, "?q=wei+zhang")
    page = see(client, case).text
    assert "counts for 1 other too" not in page
    assert "One of 2 in this question." in page
    assert "An answer about one person or organisation alone needs that one taken out first." in page
    post(client, case, "propose", **CLEARED)
    for who in ("ana", "ben", "aud@local auditor"):
        page = see(client, case, who).text
        assert "It counts for 2 people or organisations here (rows: 2); anyone added later" in page
    member = re.search(r'name="member" form="part" value="([^"]+)"', see(client, case).text).group(1)
    own = post(client, case, "part", member=member).headers["Location"].split("?")[0]
    post(client, own, "propose", verdict="false_positive", reason="past_tie", note="Left in 2019.")
    assert "It counts for this one alone, and for nobody else with the same text." in see(client, own).text
    assert "It counts for the 1 person or organisation here (rows: 1)" in see(client, case).text


def test_who_comes_under_what_two_people_decided_is_covered_once_two_have_said_so(client, screened):
    alone = "Name,Institution,Country\nWei Zhang,Beihang University,CN\n"
    screened(alone)
    (case,) = cases(client)
    decided(client, case, **DECISION)
    screened(alone.replace("Wei Zhang", "Pavel Ivanov"), name="b.csv")

    def notice(who):
        return see(client, case, who).text.partition('<div class="notice warn">')[2].partition("</div>")[0]

    def apply_as(who):
        seen = new_of(see(client, case, who).text)
        return see(client, post(client, case, "accept", who, member=seen).headers["Location"], who).text

    assert "This takes two people" in notice("cara")
    assert "Propose to apply the decision to this one too" in notice("cara")
    assert "covers them once another person has confirmed it" in apply_as("cara")
    assert "You proposed it for 1; another person has to confirm." in notice("cara")
    assert "<button" not in notice("cara")
    page = see(client, "/review/?state=new", "ben").text
    form = dict(re.findall(r'name="(proof|case|decision-\w+)" value="(\w[^"]*)"', page))
    summary = client.post("/review/accept/summary", data=form, headers={"Person": "ben"}, **HTTPS).text
    assert "<bdi>Cara</bdi> proposed to apply it; your confirmation is needed" in summary
    assert not re.findall(r'name="member-[^>]* checked', summary)
    assert cases(client) == [case]
    assert "<bdi>Cara</bdi> proposed it for 1; your confirmation is needed." in notice("ben")
    assert "The decision now covers them too." in apply_as("ben")
    assert cases(client) == []
    history = see(client, case).text.partition('id="history"')[2]
    assert re.search("by <bdi>Cara</bdi>, .*confirmed by <bdi>Ben</bdi>", history)


def send(client, address, page, who="ana", **form):
    """Send a form of a page that is not a case's."""
    shown = see(client, page, who).text
    hidden = {
        key: found.group(1)
        for key in ("proof", "version")
        if (found := re.search(rf'name="{key}" value="([^"]+)"', shown))
    }
    hidden |= dict(re.findall(r'name="(version-\w+)" value="(\w+)"', shown))
    hidden["case"] = re.findall(r'name="case" value="(\w+)"[^>]* checked', shown)
    return client.post(address, data={**hidden, **form}, headers={"Person": who}, **HTTPS)


def test_a_filter_is_decided_in_one_step_after_a_preview_and_confirmed_in_one(
    client, screened, place, behind_the_log
):
    screened(LIST)
    with behind_the_log(place.database) as session:
        session.connection().exec_driver_sql("UPDATE review_case SET level = 3")
    filtered = "/review/bulk?list=jp-end-users"
    page = see(client, filtered).text
    assert "One answer for 2 questions: 2 people or organisations in 2 rows." in page
    assert "2 for true match" in page
    both = re.findall(r'name="case" value="(\w+)"', page)
    wrong = {"verdict": "true_match", "reason": "misread", "case": both}
    assert send(client, filtered, filtered, **wrong).status_code == 422
    step = send(client, filtered, filtered, **DECISION, case=both).headers["Location"].split("?")[0]
    assert len(cases(client, "?state=second")) == 2
    assert "you proposed this yourself" in see(client, step).text
    assert "you proposed this yourself" in see(client, f"{step}/confirm").text
    page = see(client, f"{step}/confirm", "ben").text
    assert page.count('type="checkbox" name="case"') == 2
    assert "confidence" in page
    assert not re.findall(r'name="case"[^>]* checked', page)  # both are at high level
    form = dict(re.findall(r'name="(proof|proposal-[0-9a-f]+|bulk)" value="([^"]+)"', page))
    form["case"] = re.findall(r'name="case" value="(\w+)"', page)
    form["high_reason"] = "Both on the page of its staff."
    done = client.post("/review/confirm", data=form, headers={"Person": "ben"}, **HTTPS)
    assert done.status_code == 303
    assert len(cases(client, "?state=decided")) == 2
    assert see(client, step, "eve@others").status_code == 404
    assert "Nothing in this filter" in see(client, filtered).text


def test_a_missed_match_is_recorded_from_the_row_in_which_it_stands(client, screened):
    run = screened(LIST)
    row = see(client, f"{run}/rows/5").text
    link = re.search(r'href="(/review/missed[^"]+)"', row).group(1).replace("&amp;", "&")
    assert "No listed party" in see(client, f"{link}&q=nobody").text
    found = f"{link}&q=zabir"
    assert "Consolidated List" in see(client, found).text
    form = {"party": "un-sanctions:8", "text": "KU Leuven", "reason": "source_confirms"}
    assert send(client, found, found, **form).status_code == 422  # this reason needs a note
    case = send(client, found, found, **form, note="its page of staff").headers["Location"]
    page = see(client, case, "ben").text
    assert "<bdi>Ana</bdi> found this match" in page
    assert "Your confirmation is needed" in page


def test_a_day_is_set_until_which_a_question_is_to_be_decided(client, case):
    assert post(client, case, "due", due="2026-02-30").status_code == 422
    assert post(client, case, "due", due="2026-01-31").status_code == 303
    assert cases(client, "?due=overdue") == [case]
    assert "overdue" in see(client, "/review/").text


def test_an_earlier_decision_is_taken_over_in_one_step(client, screened):
    screened("Name,Institution,Country\nWei Zhang,Beihang University,CN\n")
    (case,) = cases(client)
    post(client, case, "propose", verdict="inconclusive", reason="contradiction", note="two ORCID ids")
    screened("Name,Institution,Country\nWei Zhang,Beijing University of Aeronautics and Astronautics,CN\n")
    (case,) = cases(client)
    page = see(client, case).text
    assert "was decided “inconclusive” before" in page
    assert "Decide the same again" in page
    assert post(client, case, "again").status_code == 303
    assert "two ORCID ids" in see(client, case).text
    assert cases(client) == []


def test_the_organisations_page_shows_what_the_team_decided_and_no_other_team(client, case):
    address = "/organisations/ror:00wk2mp56"
    assert "What your team decided" not in see(client, address).text
    post(client, case, "propose", verdict="inconclusive", reason="too_little")
    page = see(client, address, "ben").text
    assert "What your team decided" in page
    assert "Nothing we know distinguishes the two" in page
    assert "What your team decided" not in see(client, address, "eve@others").text


def test_an_earlier_decision_stands_beside_the_rows_of_a_later_run_until_it_lapses(
    client, case, screened, clock, place, behind_the_log
):
    post(client, case, "propose", verdict="inconclusive", reason="too_little")
    clock.moved(hours=1)
    later = screened(LIST)
    page = see(client, later).text
    assert f'href="{case}?run={later.rsplit("/", 1)[1]}">inconclusive</a>' in page
    assert "to review</a>" in page
    assert (
        f'href="{case}?run={later.rsplit("/", 1)[1]}">inconclusive</a>' in see(client, f"{later}/rows/2").text
    )
    with behind_the_log(place.database) as session:  # what the decision covers is not what the entry says now
        session.connection().exec_driver_sql(
            "UPDATE disposition SET seen = replace(seen, 'jp-end-users:1', 'jp-end-users:2')"
        )
    clock.moved(hours=1)
    page = see(client, screened(LIST)).text
    assert "The decision “inconclusive” by Ana has lapsed. It is also listed on End User List now." in page
    assert ">inconclusive</a>" not in page


def test_what_a_text_says_of_itself_is_decided_like_any_other_case(client, screened):
    screened("Name,Institution\nWei Zhang,PLA 306 Hospital\nLi Na,PLA 306 Hospital\n")
    (first,) = cases(client)
    page = see(client, first).text
    for said in ("What the text itself says", "PLA 306 Hospital", "named by the text itself; no listing"):
        assert said in page
    assert "Listed party" not in page
    assert "does not lead to this party" not in page
    assert "lists have changed" not in page
    assert "2 people or organisations" in page
    post(client, first, "propose", verdict="false_positive", reason="misread")
    assert cases(client) == []


def test_the_row_beside_a_person_is_that_persons_own(client, screened):
    screened(MANY)
    (case,) = cases(client, "?q=bo+li")
    page = see(client, case).text
    members = re.findall(r'href="([^"]+member=[^"]+)"[^>]*><bdi[^>]*>([^;]+)', page)
    rows = {"Wei Zhang": "row 2", "Bo Li": "row 5"}
    for link, name in members:
        shown = see(client, link.replace("&amp;", "&")).text
        assert f"<dd><bdi>{name}</bdi></dd>" in shown.replace(' dir="auto"', "")
        seen_in = shown.partition("Seen in</h4>")[2].partition("</ul>")[0]
        assert f"<bdi>list.csv</bdi>, {rows[name]}</a>" in seen_in
    assert len(members) == 2


def test_a_row_of_a_workbook_is_shown_with_its_sheet(client, screened):
    book = Workbook()
    for sheet, name in (("Collaborators", "Wei Zhang"), ("Visitors", "Bo Li")):
        page = book.create_sheet(sheet)
        page.append(["Name", "Institution"])
        page.append([name, "Beihang University"])
    del book["Sheet"]
    book.save(file := io.BytesIO())
    screened(file.getvalue(), "list.xlsx")
    (case,) = cases(client, "?q=bo+li")
    members = see(client, case).text.partition('id="members"')[2].partition("</section>")[0]
    assert "<bdi>Collaborators</bdi> row 2</a>" in members
    assert "<bdi>Visitors</bdi> row 2</a>" in members


def decided(client, case, verdict, reason, note=""):
    """Propose as Ana and, where it waits, confirm as Ben."""
    post(client, case, "propose", verdict=verdict, reason=reason, note=note)
    post(client, case, "confirm", "ben")


def test_a_row_whose_match_was_confirmed_is_called_possible_nowhere(client, screened):
    run = screened(LIST)
    row = f"{run}/rows/2"
    assert "Possible match with a listed organisation" in see(client, row).text
    decided(client, cases(client, "?q=wei+zhang")[0], **DECISION)
    page = see(client, f"{run}?q=wei+zhang").text.partition('<div id="table">')[2].partition("</table>")[0]
    assert "<strong>True match: Beihang University.</strong>" in page
    assert "Possible match" not in page
    page = see(client, row).text.partition("<main")[2].partition("<footer")[0]
    assert "True match: Beihang University" in page
    assert "Possible match" not in page
    assert "If confirmed" not in page


def test_a_row_whose_match_was_false_says_that_it_is_not_this_party(client, screened):
    run = screened(LIST)
    decided(client, cases(client, "?q=wei+zhang")[0], "false_positive", "other_body")
    page = see(client, f"{run}?q=wei+zhang").text.partition('<div id="table">')[2].partition("</table>")[0]
    assert "<strong>Decided: not Beihang University.</strong>" in page
    assert "Possible match" not in page
    assert "Decided: not Beihang University" in see(client, f"{run}/rows/2").text


def test_a_proposal_leaves_a_match_possible_and_says_that_it_waits(client, screened):
    run = screened(LIST)
    post(client, cases(client, "?q=wei+zhang")[0], "propose", **DECISION)
    page = see(client, f"{run}?q=wei+zhang").text.partition('<div id="table">')[2].partition("</table>")[0]
    assert "Possible match" in page
    assert "true match, waits for a second reviewer" in page


def test_a_search_that_is_done_says_how_many_are_left_outside_it_and_keeps_the_run(client, screened):
    run = screened(LIST).rsplit("/", 1)[1]
    (case,) = cases(client, f"?run={run}&q=wei+zhang")
    done = post(
        client, f"{case}?run={run}&q=wei+zhang", "propose", verdict="inconclusive", reason="too_little"
    )
    page = see(client, done.headers["Location"]).text
    assert "Nothing else is left" not in page
    link, text = re.search(r'<a href="([^"]+)">([^<]*outside this search)', page).groups()
    assert text == "2 more to decide outside this search"
    assert cases(client, link.removeprefix("/review/").replace("&amp;", "&")) == cases(client, f"?run={run}")
    page = see(client, f"/review/?run={run}&q=nobody").text
    assert f'href="/review/?run={run}"' in page


def test_when_all_of_a_run_is_decided_its_results_memo_and_workbook_are_offered(client, screened):
    run = screened(LIST).rsplit("/", 1)[1]
    for case in cases(client, f"?run={run}"):
        done = post(client, f"{case}?run={run}", "propose", verdict="inconclusive", reason="too_little")
    for address in (done.headers["Location"], f"/review/?run={run}", "/review/"):
        page = see(client, address).text
        assert f'href="/memo/runs/{run}"' in page
        assert f'href="/runs/{run}/report/xlsx?decisions=now"' in page
        assert "Upload a list" not in page
    assert "Nothing else is left for you" in see(client, done.headers["Location"]).text
    assert "Every question of this run is decided." in page or "Every question is decided." in page


def test_a_rejection_says_so_and_stands_on_the_question_with_its_reason(client, case):
    post(client, case, "propose", **DECISION)
    done = post(client, case, "disagree", "ben", note="Another Wei Zhang")
    page = see(client, done.headers["Location"], "ben").text
    assert "Rejected; the question is open again." in page
    for who in ("ana", "cem"):
        shown = see(client, case, who).text
        assert "<bdi>Ben</bdi> rejected “true match”, which <bdi>Ana</bdi> had proposed" in shown
        assert "Another Wei Zhang" in shown.partition("had proposed")[2].partition("</div>")[0]
        assert "Rejected; the question is open again." not in shown


def test_undoing_says_so_and_gives_reason_and_note_back(client, case):
    post(client, case, "propose", verdict="false_positive", reason="past_tie", note="He left in 2019")
    done = post(client, case, "undo")
    page = see(client, done.headers["Location"]).text
    assert "Undone." in page
    assert re.search(r'value="false_positive"[^>]* checked', page)
    assert re.search(r'value="past_tie"[^>]* selected', page)
    assert ">He left in 2019</textarea>" in page
    assert ">He left in 2019</textarea>" not in see(client, done.headers["Location"], "ben").text


def test_taking_somebody_out_opens_the_exception_with_a_message(client, screened):
    screened(MANY)
    (case,) = cases(client, "?q=bo+li")
    member = re.search(r'name="member" form="part" value="([^"]+)"', see(client, case).text).group(1)
    done = post(client, case, "part", member=member)
    assert not done.headers["Location"].startswith(case)
    page = see(client, done.headers["Location"]).text
    assert "Taken out as an exception; decide it here." in page
    assert "1 person or organisation" in page
    back = post(client, done.headers["Location"].split("?")[0], "put-back")
    assert "Put back" in see(client, back.headers["Location"]).text


TWINS = (
    "Name,Institution,Country,Date of birth\n"
    "Wei Zhang,Beihang University,CN,1970-03-07\n"
    "Wei Zhang,Beijing University of Aeronautics and Astronautics,CN,1988\n"
)


def test_before_many_are_decided_each_says_whom_it_is_about_and_those_at_high_level_are_not_ticked(
    client, screened, place, behind_the_log
):
    screened(TWINS)
    page = see(client, "/review/bulk").text
    assert "Wei Zhang; 1970-03-07; Beihang University" in page
    assert "Wei Zhang; 1988; Beijing University of Aeronautics" in page
    assert len(re.findall(r'name="case" value="\w+"[^>]* checked', page)) == 2
    with behind_the_log(place.database) as session:
        session.connection().exec_driver_sql("UPDATE review_case SET level = 3 WHERE matched LIKE 'Beihang%'")
    page = see(client, "/review/bulk").text
    assert "1 is at high level: open it before you tick it." in page
    assert len(re.findall(r'name="case" value="\w+"[^>]* checked', page)) == 1
    assert "2 for true match, 1 for false positive" in page
    blind = see(client, "/review/bulk?blind=yes").text.partition("<main")[2]
    assert not re.findall(r'name="case" value="\w+"[^>]* checked', blind)
    assert not re.findall(r'class="level|>Level<|is at high level|for false positive', blind)


def test_a_reason_for_any_decision_is_offered_once(client, case):
    page = see(client, case).text
    assert page.count("Another reason about what the text means") == 1
    assert page.count("Another reason about this one person") == 1
    done = post(client, case, "propose", verdict="escalated", reason="other_text", note="Ask the embassy.")
    assert done.status_code == 303
    page = see(client, "/review/?state=escalated").text
    line = " ".join(re.sub("<[^>]+>", " ", page.partition("<tbody>")[2].partition("</tr>")[0]).split())
    assert "escalated, not decided yet" in line
    assert line.count("scalated") == 1


def test_what_a_second_reviewer_said_of_one_question_is_not_said_of_the_whole_step(client, screened):
    screened(LIST)
    filtered = "/review/bulk?list=jp-end-users"
    both = re.findall(r'name="case" value="(\w+)"', see(client, filtered).text)
    sent = send(client, filtered, filtered, **DECISION, note="Seen in its report.", case=both)
    step = sent.headers["Location"].split("?")[0]
    assert "<blockquote><bdi" in see(client, step).text
    post(client, f"/review/{both[0]}", "confirm", "ben", note="Only this one is on its page.")
    page = see(client, step).text
    assert "<blockquote>" not in page
    notes = re.findall(r'<td><bdi dir="auto">(Seen in[^<]*)</bdi></td>', page)
    assert sorted(notes) == ["Seen in its report.", "Seen in its report.\nBen: Only this one is on its page."]


def test_what_was_unticked_is_not_decided_with_the_others(client, screened):
    screened(LIST)
    address = "/review/bulk?list=jp-end-users"
    page = see(client, address).text
    first, second = re.findall(r'name="case" value="(\w+)"[^>]* checked', page)
    assert "the listed body itself" in page
    assert "<td><bdi>China</bdi></td>" in page
    assert "Confidence" in page
    assert send(client, address, address, **DECISION, case=[]).status_code == 422
    assert send(client, address, address, **DECISION, case=[first]).status_code == 303
    assert cases(client, "?state=second") == [f"/review/{first}"]
    assert f"/review/{second}" in cases(client, "?state=open")


def test_what_is_ticked_in_the_queue_is_decided_in_one_step(client, screened):
    screened(LIST)
    page = see(client, "/review/").text
    assert "Decide all 3 in one step" in page
    proof = re.search(r'name="proof" value="([^"]+)"', page).group(1)
    chosen = [each.rsplit("/", 1)[1] for each in cases(client)[:2]]

    def tick(which):
        form = {"proof": proof, "case": which}
        return client.post("/review/bulk/ticked", data=form, headers={"Person": "ana"}, **HTTPS)

    shown = tick(chosen).text
    assert set(re.findall(r'name="case" value="(\w+)"[^>]* checked', shown)) == set(chosen)
    assert "Tick at least one question first." in see(client, tick([]).headers["Location"]).text


def test_a_line_about_people_of_several_relations_says_of_how_many_each_is_true(
    client, screened, place, behind_the_log
):
    screened(MANY)
    with behind_the_log(place.database) as session:
        session.connection().exec_driver_sql(
            "UPDATE case_subject SET relation = 'hospital_of' WHERE shown LIKE 'Bo Li%'"
        )
    page = see(client, "/review/bulk?q=bo+li").text
    assert "<strong>1 of 2: hospital of the listed body</strong>" in page


def test_every_proposal_is_shown_with_its_evidence_before_many_are_confirmed(client, screened):
    screened(LIST)
    for each in (made := cases(client)):
        post(client, each, "propose", **DECISION)
    page = see(client, "/review/?state=second", "ben").text
    hidden = dict(re.findall(r'name="(proof|proposal-[0-9a-f]+)" value="([^"]+)"', page))
    assert 'formaction="/review/confirm/summary?state=second"' in page
    form = {**hidden, "case": [each.rsplit("/", 1)[1] for each in made]}
    summary = client.post(
        "/review/confirm/summary?state=second", data=form, headers={"Person": "ben"}, **HTTPS
    ).text
    assert "Confirm 3 proposals" in summary
    assert (
        summary.count("<bdi>Ana</bdi>")
        == len(re.findall("<tbody>.*</tbody>", summary, re.S)[0].split("<tr>")) - 1
    )
    assert len(cases(client, "?state=second")) == 3
    seen = re.findall(r'name="(case|proof|proposal-[0-9a-f]+)" value="([^"]+)"', summary)
    form = {key: [value for name, value in seen if name == key] for key, _ in seen}
    form["high_reason"] = "Seen."
    done = client.post("/review/confirm?state=second", data=form, headers={"Person": "ben"}, **HTTPS)
    assert "3 decisions confirmed." in see(client, done.headers["Location"], "ben").text
    own = client.post("/review/confirm/summary", data=form, headers={"Person": "ana"}, **HTTPS)
    assert own.status_code == 303


def test_a_second_reviewer_who_is_blind_sees_no_level_on_the_way_to_confirming(
    client, screened, place, behind_the_log, monkeypatch
):
    screened(LIST)
    for each in cases(client):
        post(client, each, "propose", **DECISION)
    page = see(client, "/review/?state=second&blind=yes", "ben").text
    form = {
        **dict(re.findall(r'name="(proof|proposal-[0-9a-f]+)" value="([^"]+)"', page)),
        "case": re.findall(r'name="case" value="(\w+)"', page),
    }

    def summary(blind):
        address = f"/review/confirm/summary?state=second{blind}"
        return client.post(address, data=form, headers={"Person": "ben"}, **HTTPS).text.partition("<main")[2]

    telling = r'class="level|>Level<|confidence \d|at high level|name="case"[^>]* checked'
    assert re.findall(telling, summary("")) != []
    assert re.findall(telling, summary("&blind=yes")) == []
    refused = client.post(
        "/review/confirm?state=second&blind=yes", data=form, headers={"Person": "ben"}, **HTTPS
    )
    assert refused.status_code == 422
    assert "at high level" not in refused.text
    assert "not listed" not in summary("")
    monkeypatch.setattr("web.pages.review_bulk.MOST", 2)
    assert "1 more waits and is not listed" in summary("")


def test_who_came_while_a_proposal_waited_is_not_counted_by_the_second_reviewer(client, screened):
    screened("Name,Institution,Country\nWei Zhang,Beihang University,CN\n")
    (case,) = cases(client)
    post(client, case, "propose", **DECISION)
    screened("Name,Institution,Country\nBo Li,Beihang University,CN\n", name="b.csv")
    page = see(client, case, "ben").text
    assert "counts for the 1 person or organisation here (rows: 1)" in page
    assert "1 more was added while the proposal waited" in page


def test_what_waits_for_a_second_person_is_not_offered_to_be_decided_in_one_step(client, screened):
    screened(LIST)
    for each in cases(client)[:2]:
        post(client, each, "propose", **DECISION)
    assert "in one step" not in see(client, "/review/").text
    assert "One answer for 1 question" in see(client, "/review/bulk").text


def test_a_part_of_the_listed_party_is_a_reason_of_its_own_with_a_word_on_when_to_use_it(client, case):
    page = see(client, case).text
    choices = page.partition('<optgroup label="true match"')[2].partition("</optgroup>")[0]
    assert "Part, subsidiary or hospital of the listed party</option>" in choices
    assert "The text names a part of the listed party, and the list" in page
    assert "the listing names only the party itself" in page
    assert post(client, case, "propose", verdict="true_match", reason="part_of_listed").status_code == 303


def test_a_note_that_is_missing_is_named_beside_its_field(client, case):
    page = post(client, case, "propose", verdict="false_positive", reason="past_tie").text
    field = page.partition('<label for="note">')[2].partition("</textarea>")[0]
    assert 'id="wrong-note"' in field
    assert "needs a note" in field
    assert 'aria-describedby="wrong-note"' in field
    assert 'data-note="yes" selected' in page
    assert 'id="wrong-note"' not in see(client, case).text


def test_a_question_of_the_queue_is_one_short_line_with_party_people_and_rows(client, screened):
    screened(MANY)
    page = see(client, "/review/").text
    line = next(
        each
        for each in page.partition("<tbody>")[2].split("</tr>")
        if "Beihang University</bdi></span>" in each and "Astronautics" not in each
    )
    read = " ".join(unescape(re.sub(r"<[^>]+>", " ", line)).split())
    assert "Beihang University" in read
    assert read.endswith("2 people or organisations, 2 rows 2 / 2")
    assert "first seen" not in read


def test_the_decision_stands_behind_the_evidence_and_before_whom_it_is_about(client, case):
    page = see(client, case).text
    places = [page.index(f'id="{each}"') for each in ("reading", "decide", "members")]
    assert places == sorted(places)
    assert 'href="#decide"' in page


def test_the_queue_beside_a_question_is_the_part_in_which_it_stands(client, screened, monkeypatch):
    screened(LIST)
    every = cases(client)
    monkeypatch.setattr(web.pages.review, "_PER_PAGE", 1)
    for each in every:
        beside = re.findall(r'data-step href="([^"?]+)', see(client, each).text)
        assert beside == [each]
