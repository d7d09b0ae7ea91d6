"""Scores on labelled strings and on tests that need no labels; every part prints its figures and its worst errors."""
