"""What we conclude: which organisation a text means, what is listed about it, and what follows."""
