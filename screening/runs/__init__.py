"""Durable runs: an accepted upload ends in a report, whatever is killed on the way.

Accepting keeps the file, the run and its first step in one transaction. Steps are keyed by run and number, so a
step done twice changes nothing. Only `screening.queue` knows the engine that carries them out.
"""
