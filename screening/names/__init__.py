"""Names beside the value as given: cleaned of disguises, romanised, and cut into the parts that are compared."""
