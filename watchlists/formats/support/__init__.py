"""What formats share: opening files within bounds, the ledger of fields and values, and reading printed names."""
