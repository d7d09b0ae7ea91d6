"""The question asked where a file may be read in more than one way, as JSON: for the command line, HTTP and pages.

It holds the first subjects of the file, so whatever keeps it erases it with the file, and no log has it.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from screening.errors import ScreeningError
from screening.intake.encodings import EncodingNeeded, EncodingReading
from screening.intake.mapping import MappingNeeded, TableQuestion
from screening.intake.reading_choice import ReadingChoice
from screening.json_model import JsonModel

# A header may be as long as a cell and hold line breaks.
Short = Annotated[str, StringConstraints(max_length=200)]
ColumnText = Annotated[str, StringConstraints(max_length=2_000)]
PAIR = r"^[^=]{1,100}=[\s\S]{0,2000}$"
Pair = Annotated[str, StringConstraints(pattern=PAIR)]


IGNORE = "Columns to leave out, by header or letter."
HEADER_ROW = "The row that holds the headers, as SHEET=ROW, or ROW for every sheet; 0 where there is none."
SKIP_SHEET = "Sheets to leave out."
AS_ABOVE = "Whether cells that say “as above” are read as the cell above: yes or no."
DELIMITER = "What separates the columns of a text file: one character, or tab, comma, semicolon, pipe, space."


class ChoiceJson(JsonModel):
    """How a list is to be read; the `choice` of a reading can be sent as it is."""

    model_config = ConfigDict(strict=True)

    map: list[Pair] = Field(
        default=[], max_length=500, description="Which column means what, as meaning=column."
    )
    ignore: list[ColumnText] = Field(default=[], max_length=500, description=IGNORE)
    header_row: list[Short] = Field(default=[], max_length=500, description=HEADER_ROW)
    skip_sheet: list[Short] = Field(default=[], max_length=500, description=SKIP_SHEET)
    encoding: Short = Field(default="", description="Of a text file.")
    delimiter: Short = Field(default="", description=DELIMITER)
    as_above: Short = Field(default="", description=AS_ABOVE)

    @classmethod
    def of(cls, choice: ReadingChoice) -> ChoiceJson:
        """A choice as it is sent."""
        return cls.model_validate(choice.words())

    def parse(self) -> ReadingChoice:
        """The choice again.

        Raises:
            ChoiceInvalid: one of its words is not written as it must be.
        """
        return ReadingChoice.parse(
            self.map,
            self.ignore,
            self.header_row,
            self.skip_sheet,
            self.encoding,
            self.delimiter,
            self.as_above,
        )


class ColumnJson(JsonModel):
    """A column under one reading."""

    letter: str
    header: str
    meaning: str


class ReadingJson(JsonModel):
    """One way in which a table may be read."""

    description: str
    columns: list[ColumnJson]
    subjects: list[str] = Field(description="The first ten subjects under this reading.")
    choice: ChoiceJson = Field(description="Selects exactly this reading.")


class TableJson(JsonModel):
    """A table that may be read in two or more ways."""

    sheet: str
    first_row: int
    last_row: int
    reason: str = Field(description="Why we ask.")
    readings: list[ReadingJson]


class EncodingJson(JsonModel):
    """One way in which the bytes of a text file may be read."""

    description: str
    encoding: str
    delimiter: str
    preview: list[str]
    choice: ChoiceJson = Field(description="Selects exactly this reading.")


class QuestionJson(JsonModel):
    """What is asked where a list may be read in more than one way. It quotes the list."""

    code: str
    sentence: str
    tables: list[TableJson]
    encodings: list[EncodingJson]

    @classmethod
    def of(cls, error: Exception) -> QuestionJson:
        """What is asked: code, sentence, and every reading with its first subjects and the choice that selects it."""
        assert isinstance(error, ScreeningError)
        # As another process or service asks.
        if isinstance(known := error.facts.get("question"), QuestionJson):
            return known
        tables = [_table(each) for each in error.questions] if isinstance(error, MappingNeeded) else []
        texts = [_text(each) for each in error.readings] if isinstance(error, EncodingNeeded) else []
        return cls(code=error.code, sentence=error.sentence, tables=tables, encodings=texts)


def _text(reading: EncodingReading) -> EncodingJson:
    choice = ReadingChoice(encoding=reading.encoding, delimiter="" if reading.encoding else reading.delimiter)
    return EncodingJson(
        description=reading.label,
        encoding=reading.encoding,
        delimiter=reading.delimiter,
        preview=[" | ".join(row) for row in reading.rows],
        choice=ChoiceJson.of(choice),
    )


def _table(asked: TableQuestion) -> TableJson:
    return TableJson(
        sheet=asked.sheet,
        first_row=asked.first_row,
        last_row=asked.last_row,
        reason=asked.reason,
        readings=[
            ReadingJson(
                description=reading.description,
                columns=[ColumnJson.model_validate(each) for each in reading.columns],
                subjects=[*reading.subjects],
                choice=ChoiceJson.of(ReadingChoice.of(reading.choice)),
            )
            for reading in asked.readings
        ],
    )
