"""Double entry, append-only.

- ``accounts``, ``transaction``: what is posted; ``book``: the balances of what is posted
- ``movements``: from what is posted of a line to its target; ``adjustments``: what people post by hand
"""
