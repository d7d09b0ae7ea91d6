"""How much one call over HTTP may ask; what is longer is uploaded as a list. The service and its client keep to these."""

SUBJECTS = 1_000
TEXTS = 5_000  # names, affiliations, ties and identifiers
CHARACTERS = 200_000  # of those texts: a thousand subjects with full addresses
