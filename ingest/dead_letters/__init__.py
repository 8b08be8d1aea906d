"""Lines that cannot be stored, kept with the reason until `prm dead-letter` replays or discards them.

- ``letter``: what is kept of such a line; never an IP address
- ``stream``: appends to the dead-letter stream, counts, lists, finds and discards
- ``replay``: sends a letter's event to ingest again
"""
