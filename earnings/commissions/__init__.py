"""From facts to money, in this order.

- ``facts``: conversions, refunds, reviews, disputes, partners; ``history``: what is decided, as of a moment
- ``eligibility``, ``shares``, ``caps``, ``uplines``: the parts of a decision; ``revision`` joins them
- ``volume``: of tiers and bonuses; ``totals``: sums that are kept up to date
- ``decision``: the frozen result, locks; ``verdict``, ``returns``: what may mature, and what came back
- ``amounts``: what a decision is worth; ``order_lines``, ``period_lines``: the lines of money and their targets
- ``customer_rewards``: states of the reward of a referred customer, money or not
- ``trial``: conversions decided from scratch, ``sample``: one sale; neither is stored
- ``plan``: the run; ``drift``: what would be decided otherwise today; ``states``: a line's state for people
"""
