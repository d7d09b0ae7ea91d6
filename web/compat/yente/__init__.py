"""A service that yente's clients can call unchanged: the same addresses, parameters and shapes, over our own lists."""
