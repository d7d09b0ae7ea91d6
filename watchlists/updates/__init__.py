"""Keeping lists true: fetch, guard, store, promote, compare, carry to machines without internet."""
