"""A coffee shop on an origin of its own that embeds the tag as any client website would, and ninety days of its life.

- ``shop``: the shop as an ASGI application; ``coffees``: what it sells; ``templates/``, ``static/``: its pages
- ``sales_reports``: what the shop's server reports of an order
- ``cast``: its partners; ``rules``: what its program pays
- ``seed``: creates the demo's site, partners, links and team member in the registry
- ``story/``: what was reported in the ninety days before the demo began; ``geography``: where its visitors are
- ``history/``: makes that past by the parts that make any other
"""
