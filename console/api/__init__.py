"""The JSON API: what parses a request, what answers it, and how the answer is written.

- ``call_list``: every call; ``request``: ``Call``, ``Asked``, ``Table``, ``Document``
- ``calls``: the reports and the fraud review, each with its resource beside it
- ``resources``: sites, programs, partners, links, promo codes, keys: create, list, read, update, archive
- ``questions``: a query or a body parsed into a question
- ``fields``, ``parameters``: what resources are made of, and the parameters of all calls
- ``values``, ``bodies``, ``cursors``: parsing, with the name of the field that cannot be used
- ``dispatch``: who asks, what for, and the answer in a thread
- ``json_response``, ``downloads``, ``columns``, ``parquet``: JSON, CSV, NDJSON, Parquet
- ``schemas``, ``openapi``: the description, made of the calls and their resources
- ``error_responses``: exceptions become HTTP in one table
"""
