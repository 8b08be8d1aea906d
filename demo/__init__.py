"""A coffee shop on an origin of its own that embeds the tag as any client website would.

- ``shop``: the shop as an ASGI application; ``coffees``: what it sells; ``templates/``, ``static/``: its pages
- ``seed``: creates the demo's site, partners, links and team member in the registry
"""
