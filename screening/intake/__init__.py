"""From an uploaded file to subjects: judged by its bytes, read in a limited child, understood, accounted for."""

from screening.intake.options import IntakeOptions
from screening.intake.take import OpenList, open_list, take

__all__ = ["IntakeOptions", "OpenList", "open_list", "take"]
