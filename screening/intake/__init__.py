"""From an uploaded file to subjects: judged by its bytes, read in a limited child, understood, accounted for."""

from screening.intake.list_reader import OpenList, open_list, read_list
from screening.intake.reading_choice import IntakeOptions

__all__ = ["IntakeOptions", "OpenList", "open_list", "read_list"]
