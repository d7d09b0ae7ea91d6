"""One module a migration; the number in its name is its order."""
