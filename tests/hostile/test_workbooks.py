"""Workbooks made to do harm: what happens besides their refusal, which `test_every_file` holds to its code."""

import http.server
import io
import random
import threading
import time
import zipfile
from dataclasses import replace

import pytest
from hostile_files import SHEET, cell_xml, honest, inflation_files, name_files, rebuilt, sheet_xml

from screening.errors import UploadRefused
from screening.intake import IntakeOptions, read_list
from screening.intake.limits import LIMITS
from screening.intake.sheet_facts import SheetFacts
from screening.intake.workbook_cells import read_workbook
from screening.intake.workbook_safety import preflight


def refused(tmp_path, content):
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    with pytest.raises(UploadRefused) as caught:
        read_list(path)
    return caught.value.code


@pytest.mark.slow
def test_bombs_are_refused_before_they_go_off(tmp_path):
    for _kind, content, codes in inflation_files():
        begun = time.process_time()
        assert refused(tmp_path, content) in codes
        assert time.process_time() - begun < 5  # the reader would need half a minute and gigabytes


@pytest.mark.parametrize("other", [SHEET.upper(), SHEET.title()])
def test_two_sheets_whose_names_differ_by_case_alone_are_refused_since_programs_pick_different_ones(
    tmp_path, other
):
    content = rebuilt(more=[(other, sheet_xml(cell_xml("A1", 1)))])
    assert refused(tmp_path, content) == "zip-duplicate"


def test_without_the_preflight_the_child_dies_and_this_program_lives():
    content = rebuilt({SHEET: sheet_xml(cell_xml("A1", 1) + cell_xml("XFD1048576", 1_048_576))})
    with pytest.raises(UploadRefused) as caught:
        read_workbook(content, "list.xlsx", [SheetFacts("Sheet")], LIMITS)
    assert caught.value.code == "reader-limits"


def test_a_child_that_takes_too_long_is_stopped():
    with pytest.raises(UploadRefused) as caught:
        read_workbook(honest(), "list.xlsx", [SheetFacts("Sheet")], replace(LIMITS, wall_seconds=0.001))
    assert caught.value.code == "reader-limits"


ENTITIES = {
    "billion laughs": '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
    "external file": '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "external address": '<!DOCTYPE a [<!ENTITY a SYSTEM "http://127.0.0.1:{port}/x">]>',
}
PARTS = ["xl/workbook.xml", SHEET, "xl/styles.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("attack", ENTITIES)
def test_document_types_are_refused_in_every_part_and_nothing_is_fetched(tmp_path, part, attack):
    asked = []

    class Canary(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)

    with http.server.HTTPServer(("127.0.0.1", 0), Canary) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with zipfile.ZipFile(io.BytesIO(honest())) as old:
            text = old.read(part).decode()
        body = text.partition("?>")[2] if text.startswith("<?xml") else text
        doctype = ENTITIES[attack].replace("{port}", str(server.server_port))
        assert refused(tmp_path, rebuilt({part: doctype + body})) == "xml-doctype"
        server.shutdown()
    assert asked == []


def test_the_honest_workbook_passes(tmp_path):
    path = tmp_path / "list.xlsx"
    path.write_bytes(honest())
    assert read_list(path).counts == {"rows": 2, "subject": 1, "unscreened": 0, "skipped": 1, "subjects": 1}
    assert [sheet.last_row for sheet in preflight(honest(), "list.xlsx", LIMITS).sheets] == [2]


@pytest.mark.parametrize("name", [name for *_, name in name_files()])
def test_odd_file_names_are_kept_as_text_and_break_nothing(tmp_path, name):
    path = tmp_path / "stored"
    path.write_bytes(honest())
    assert read_list(path, options=IntakeOptions(file_name=name)).file_name == name
    path.write_bytes(b"")
    with pytest.raises(UploadRefused):
        read_list(path, options=IntakeOptions(file_name=name))


@pytest.mark.slow
def test_mutated_workbooks_are_taken_or_refused_and_nothing_else(tmp_path):
    chance = random.Random(11)
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(io.BytesIO(honest())) as old:
        parts = {part: old.read(part) for part in old.namelist()}
    for _ in range(150):
        part = chance.choice(list(parts))
        content = bytearray(parts[part])
        for _ in range(chance.randrange(1, 6)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        path.write_bytes(rebuilt({part: bytes(content)}))
        try:
            intake = read_list(path)
        except UploadRefused:
            continue
        counts = intake.counts
        assert counts["rows"] == counts["subject"] + counts["unscreened"] + counts["skipped"]
