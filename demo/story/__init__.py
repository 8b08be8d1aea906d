"""Ninety days of the shop as reports of browsers and of the shop's server: the same for each moment at which they end.

- ``days``: when things happen; ``people``: who visits, from where and with what
- ``visits``: what a visit reports; ``orders``: orders, renewals, refunds, a dispute
- ``fraudster``: the partner who invents customers
- ``report``: what somebody reports; ``whole``: all of it, in order
"""
