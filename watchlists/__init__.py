"""What publishers say: watchlists, their snapshots and listings, and the register of known organisations."""
