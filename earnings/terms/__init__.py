"""The dated rules of a program.

- ``terms``: one version; ``reward``, ``tiers``, ``customer_reward``: parts of it
- ``parsing``, ``reward_parsing``, ``fields``: from JSON, with errors that name the field
- ``versions``: which is in force when; ``selection``: which reward applies to a conversion
- ``calendar``: months and periods in the program's zone
- ``sentences``, ``reward_sentences``: the rules in plain English
"""
