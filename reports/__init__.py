"""Reports: figures from the warehouse, computed without knowledge of HTTP; each package has its SQL beside it.

- ``paths``: the touches of every conversion, in order of time; the question that all credit reports share
- ``settled``: paths that are computed once, kept and read
- ``attribution``: the credit of each touch under each model, Markov, the preview of credit for test events
- ``conversions``: conversions page by page, and the explanation of one
- ``partners``: clicks and credit of each partner, in total and over time
- ``funnel``: people from step to step
- ``links``: clicks and sales of each short link
- ``journeys``, ``redemptions``: frequent paths, cohorts, promo codes
- ``exchange``: money of several currencies converted into one
- ``overview``: a whole site at a glance
- ``freshness``: until when the figures are complete; ``last_events``: the latest event of each host of a site
- ``program_rules``, ``period``, ``buckets``, ``comparison``, ``errors``: what the packages share
"""
