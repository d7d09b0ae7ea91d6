"""Fitting the scorecard of the second stage: texts as people write them, read without looking, and points that fit.

`python -m benchmarks.fit_scorecard` (make fit) writes `screening/link/scorecard.json`; with `--check` it says whether the
card still goes with what it was made from, and holds it to floors, without scikit-learn. Four steps:

- `world`: who is listed, joined where several listings are one body, and everybody else;
- `writer`, `surroundings`, `negatives`: their names as people write them, seeded; names that look like a listed one and
  are not. The words are data in `words/`;
- `examples`: the texts read, each candidate a row of features, right or wrong. Half of the register is not known
  while its own texts are read, for most of the world is in no register;
- `fit` and `judge`: an additive model without interactions, as integer points; figures on bodies never fitted on.
"""
