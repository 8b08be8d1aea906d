"""How partners are paid: kinds of payout method, what of them is valid, and how their details are kept.

- ``kinds``: one dataclass a kind; ``parsing``: fields of a form become one of them
- ``account_checks``: the check digits of accounts and tax numbers that no library knows
- ``destination``: where the money goes: masked for people, as a keyed fingerprint for comparison
- ``sealing``: details encrypted by a key that is kept outside the database
"""
