"""The edge: HTTP in, Redis out; answers once the events of a request are safe.

- ``worker``: one process; ``app``: the ASGI application; ``assembly``: puts its parts together; ``routes``
- ``http``: connections, heads, bodies, cookies, responses
- ``endpoints``: the request handlers, which hold ``edge``
- ``parsing``: bytes into typed events or rejections
- ``acceptance``: parsed events made safe; ``commit``: group commit; ``gathered``: what it writes next
- ``redis``: connections, streams, limits; ``spool``: the disk while Redis is away
- ``registry``: the published sites, keys and links
- ``readiness``: whether events can be accepted
- ``counts``, ``metrics``: what is counted, and ``/metrics``; ``worker_name``: whose counts they are
"""
