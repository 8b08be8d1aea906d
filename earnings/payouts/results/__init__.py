"""What a bank or a payment service did with a run's payments, read from its files and matched by our reference.

- ``reported``: one reported payment; ``matching``: which payment each is of, and everything that does not fit
- ``result_csv``, ``mt940``, ``client_bank``: the files
"""
