"""Payout runs as they are stored and acted on: each act is one transaction of the database, whole or not there.

- ``stored``: what the ledger holds of runs and items
- ``actors``: who acts, and which person stands behind a key
- ``drafting``: whom a run would pay now, and the digest of it
- ``acts``: a run is opened, partners are left out, it is approved, discarded
- ``payments``: a frozen run as payments, for its files and for what comes back
- ``exporting``: a run's payment files; each payment leaves in the files of one format
- ``settling``: what became of the payments
"""
