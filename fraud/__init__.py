"""Fraud: rules that mark clicks, conversions and partners, and the decisions that follow from the marks.

- ``rules``: one SQL file a rule, what rules share, and saved sets of parameters and thresholds
- ``facts``: what the rules know of a site besides its events: partners, codes, the allow list
- ``runs``: a run: facts, findings, marks, decisions; the schedule of runs
- ``review``: the queue of marks, its evidence, decisions of rules and reviewers
- ``backtest``: what a rule would have marked with other values
- ``errors``: a rule set that cannot be saved
"""
