"""Reports: figures from the warehouse, computed without knowledge of HTTP; each package has its SQL beside it.

- ``paths``: the touches of every conversion, in order of time; the question that all credit reports share
- ``attribution``: the credit of each touch under each model, Markov, the preview of credit for test events
- ``conversions``: conversions page by page, and the explanation of one
- ``partners``: clicks and credit of each partner, in total and over time
- ``funnel``: people from step to step
- ``journeys``, ``redemptions``: frequent paths, cohorts, promo codes
- ``exchange``: money of several currencies converted into one
- ``freshness``: until when the figures are complete
- ``program_rules``, ``period``, ``buckets``, ``errors``: what the packages share
"""
