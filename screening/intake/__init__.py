"""From an uploaded file to subjects: judged by its bytes, read in a limited child, understood, accounted for."""
