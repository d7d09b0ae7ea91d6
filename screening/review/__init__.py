"""Dispositions: what named persons decide about possible matches, remembered within their team.

A case is one subject beside one listed party. The rules of deciding are pure (`rules`, `reasons`). `case_finder`
finds cases in results, `case_intake` stores them when a run finishes, `queue` lists them, `decide` and `batch` record
decisions, `comments` and `attachments` hold what stands beside a case, `decisions_in_effect` says what counts in a
report, `history` what was decided before, and `retention` deletes what has passed its term.
"""
