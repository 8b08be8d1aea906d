"""Payout runs, for owners and keys with ``pay``; partners see their own items.

- ``runs``: opened, looked at, approved, discarded; ``left_out``: of a draft
- ``files``: what a bank reads; ``results``: what became of it
- ``items``: what partners are paid; ``resources``: how runs and items look; ``access``: who acts
"""
