"""Small lists, made for one test each."""

import openpyxl
import pytest

from screening.intake import IntakeOptions, read_list


class Office:
    """Makes files as an office would, and takes them."""

    def __init__(self, folder):
        self.folder = folder

    def workbook(self, *sheets, change=None, name="list.xlsx"):
        """A workbook with a sheet for each list of rows or (title, rows); `change` may touch it up."""
        book = openpyxl.Workbook()
        book.remove(book.active)
        for number, sheet in enumerate(sheets, start=1):
            title, rows = sheet if isinstance(sheet, tuple) else (f"Sheet{number}", sheet)
            page = book.create_sheet(title)
            for row in rows:
                page.append(row)
        if change:
            change(book)
        path = self.folder / name
        book.save(path)
        return path

    def csv(self, text, encoding="utf-8", name="list.csv"):
        """A CSV file with exactly this text."""
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    def take(self, *sheets, change=None, **options):
        return read_list(self.workbook(*sheets, change=change), options=IntakeOptions(**options))

    def take_csv(self, text, written_as="utf-8", **options):
        return read_list(self.csv(text, written_as), options=IntakeOptions(**options))


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)
