"""What was done of a bulk file survives a kill and a power cut."""

from disk_order import disk_order

from screening.bulk.work_folder import WorkFolder, whole_file


def test_a_power_cut_finds_the_lines_of_a_block_on_the_disk_before_their_name(tmp_path):
    out = tmp_path / "0.ndjson"
    with disk_order() as order, whole_file(out) as file:
        file.write("a line\n")
    assert out.read_text() == "a line\n"
    assert order.named_too_early == []


def test_a_power_cut_finds_a_note_on_the_disk_before_its_name(tmp_path):
    folder = WorkFolder(tmp_path)
    with disk_order() as order:
        folder.write_note("moment", {"at": "2026-11-25"})
    assert folder.read_note("moment") == {"at": "2026-11-25"}
    assert order.named_too_early == []
