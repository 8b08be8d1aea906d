"""Payouts: who is paid what, what is posted, and the files that banks and payment services read and give back.

- ``payee``: what is known of a partner; ``draft``: whom a run pays or skips
- ``run``: states of runs and items; ``records``: what is stored of them
- ``settlement``: approved, confirmed, failed, returned
- ``methods/``: how partners are paid; ``files/``: a run's payment files; ``results/``: what came of the payments
"""
