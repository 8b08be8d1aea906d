"""Events on disk while Redis is away.

- ``sink``: decides whether a flush goes to Redis or to disk
- ``spool``: the segments of one worker; ``segment``: one file
- ``drain``: brings them to Redis once it is back, each record once (``drain.lua``)
"""
