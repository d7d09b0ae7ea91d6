"""A file whose address changes with each edition is found on its publisher's page; a signed address is not kept."""

from dataclasses import replace

import pytest
from publisher import LIST, NAMES, RULES, Answer, un_xml

from watchlists.catalogue import read_catalogue
from watchlists.editions.stored_editions import StoredEditions

PAGE = '<a href="files/{day}_4.xml">The list</a> <a href="files/20250101_1.xml">About it</a>'
FOUND_BY = r'href="files/(?P<found>(?P<day>\d{4}\d{2}\d{2})_\d+\.xml)">The list<'
HTML = {"Content-Type": "text/html"}


@pytest.fixture
def entry(world):
    held = world.entry()
    source = replace(
        held.source,
        url=f"{world.publisher.url}/files/{{found}}",
        found_on=f"{world.publisher.url}/page.html",
        found_by=FOUND_BY,
    )
    return replace(held, source=source)


def publish(world, day, names, **headers):
    world.publisher.serve("/page.html", Answer(PAGE.format(day=day).encode(), headers=HTML))
    body = un_xml(names).replace(b'dateGenerated="2026-11-20T00:00:00Z"', b"")
    world.publisher.serve(f"/files/{day}_4.xml", Answer(body, headers=headers))


def manifest(world):
    stored_editions = StoredEditions.open(world.data)
    return stored_editions.manifests[stored_editions.in_force(LIST).name]


def test_the_page_names_the_file_and_its_name_gives_the_day(world, entry):
    publish(world, "20261101", NAMES)
    assert world.update(entry=entry).result == "new"
    assert manifest(world).snapshot.edition == "2026-11-01"
    assert manifest(world).url.endswith("/files/20261101_4.xml")


def test_a_new_file_is_asked_for_whole_and_the_same_one_only_whether_it_changed(world, entry):
    publish(world, "20261101", NAMES, ETag='"a"')
    world.update(entry=entry)
    assert world.update(entry=entry).result == "unchanged"
    assert world.publisher.asked[-1][1]["If-None-Match"] == '"a"'
    publish(world, "20261120", (*NAMES, "MAGNOLIA ROTOR WORKS"), ETag='"a"')
    assert world.update(entry=entry).result == "new"
    assert "If-None-Match" not in world.publisher.asked[-1][1]


def test_a_page_that_no_longer_names_the_file_is_not_the_list(world, entry):
    world.publisher.serve("/page.html", Answer(b"<p>We have moved.</p>", headers=HTML))
    assert world.update(entry=entry).code == "not-the-list"
    publish(world, "20261399", NAMES)
    assert world.update(entry=entry).code == "not-the-list"


def test_a_list_without_a_day_of_its_own_is_no_new_edition_while_it_says_the_same(world):
    undated = un_xml(NAMES).replace(b'dateGenerated="2026-11-20T00:00:00Z"', b"")
    served = [{"Last-Modified": f"{day} Nov 2026 00:00:00 GMT"} for day in ("Fri, 20", "Mon, 23")]
    assert world.update(Answer(undated, headers=served[0])).result == "new"
    assert world.update(Answer(undated, headers=served[1])).result == "unchanged"
    assert manifest(world).snapshot.edition == "2026-11-20"


def test_of_an_address_that_was_signed_for_us_the_signature_is_not_kept(world):
    world.publisher.serve("/signed.xml?X-Signature=secret", Answer(un_xml(NAMES)))
    sent_on = Answer(status=302, headers={"Location": "/signed.xml?X-Signature=secret"})
    assert world.update(sent_on, rules=RULES).result == "new"
    assert manifest(world).url == f"{world.publisher.url}/signed.xml"


def test_japans_page_is_read_for_the_workbook_and_not_for_what_is_said_about_it():
    import re

    source = read_catalogue()["jp-meti-end-user-list"].source
    page = (
        '<a href="/policy/anpo/20250929_3.xlsx">外国ユーザーリストについて</a>'
        '<a href="20250929_9.pdf">外国ユーザーリスト</a><a href="./20250929_4.xlsx" target="_blank">外国ユーザーリスト</a>'
    )
    found = re.search(source.found_by, page)
    assert (found["found"], found["day"]) == ("20250929_4.xlsx", "20250929")
