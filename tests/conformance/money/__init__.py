"""Plays cases of money: ``python -m tests.conformance.money FILE [ID …]`` prints each difference and what holds.

- ``installation``: a whole prm with the clock of a test, and calls at a moment
- ``shop``: the site of one case: partners, terms, events, decisions of people and of the rules
- ``payouts``: payout runs of a case, and what the installation says of them
- ``figures``: what the installation says at a moment, in the form in which cases expect it
- ``cases``: one case from its first event to its last expectation
"""
