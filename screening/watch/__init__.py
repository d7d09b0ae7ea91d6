"""Lists that stay screened: when they are screened again, what changed about whom, and who is told."""
