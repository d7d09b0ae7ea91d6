"""Dispositions: what named persons decide about possible matches, remembered within their team.

A case is one subject beside one listed party. The rules of deciding are pure (`rules`); what is found (`found`) is kept
when a run finishes (`cases`), looked through (`queue`, `memory`), decided (`desk`), talked about (`talk`), reported
(`reviewed`), taken back from a workbook that somebody filled in (`annotated`), and forgotten in time (`keeping`).
"""
