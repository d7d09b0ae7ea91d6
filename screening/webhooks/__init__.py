"""Telling other systems what happened: signed, never a name in it, tried again until it arrives or a day has passed."""
