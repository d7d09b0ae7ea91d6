"""A reconciliation service (version 0.2) over the lists, so that a column is screened without leaving OpenRefine."""
