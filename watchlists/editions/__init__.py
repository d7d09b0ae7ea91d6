"""Stored editions of lists: which are in force, by hash and generation, and what people decided about them."""
