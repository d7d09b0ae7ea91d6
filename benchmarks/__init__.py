<<<<<<< HEAD
"""Measurements of speed and memory; `python -m benchmarks [part ...]` runs them."""
=======
"""Measurements: accuracy and speed, from data that stays outside the repository."""
>>>>>>> d00d68b (Compare two names feature by feature, in points that add up)
