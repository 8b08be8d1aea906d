"""The past with which the demo opens, made by the parts that make any other: only their clock is that of the story.

- ``steps``: what is made one after the other
- ``delivery``: the story's reports as the tracker parses and appends them
- ``money``: terms, payout methods, commissions, the payout run that is paid and the one that waits
- ``making``: all of it in order; what an earlier start has made is not made twice
"""
