"""The files of tests that take longest, from the root of the tests: those that `make test` and `make test-slow` begin with.

A file is run by one process. Begun last, a long one would keep that process busy while the others are done.
"""

LONGEST = (
    # of `make test-slow`
    "hostile/test_every_file.py",
    "screening/link/test_printed.py",
    "screening/runs/test_move_to_postgresql.py",
    "screening/scenarios/test_bundled_screening.py",
    "web/scenarios/test_shipped_service.py",
    "screening/runs/scenarios/test_kills.py",
    "screening/bulk/scenarios/test_cluster_runs.py",
    "screening/runs/test_service_lock.py",
    "browser/test_a_list_in_a_browser.py",
    "browser/test_pages_in_a_browser.py",
    # of `make test`
    "web/pages/test_review.py",
    "screening/test_settings.py",
    "web/pages/test_mappings.py",
    "watchlists/updates/test_bundle.py",
    "web/api/test_review.py",
    "benchmarks/test_fit_scorecard.py",
)
