"""How people came to buy, and what they did later.

- ``paths``: the most travelled paths to a conversion
- ``cohorts``: what those who first came in one week bought in the weeks after
"""
