"""The tables that views of `events` fill: compares them with the events and repairs what differs.

- ``tables``: one description of each table
- ``scopes``: which events and rows are compared: a month, a slice of all, the latest, those of a batch
- ``statements``: the statements of a comparison and a repair
- ``repair``: compares, and repairs what differs
- ``verification``: compares everything, for `prm verify`; ``latest``: what was stored last, for a start
- ``doubled_events``: removes what `events` itself has twice
"""
