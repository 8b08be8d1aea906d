"""The JSON API: what parses a request, what answers it, and how the answer is written.

- ``call_list``: every call; ``request``: ``Call``, ``ApiRequest``, ``Table``, ``Document``
- ``reports``, ``fraud``: the calls of the reports and of the fraud review, each with its resource beside it
- ``resources``: sites, programs, partners, links, promo codes, keys: their calls create, list, read, update, archive
- ``questions``: a query or a body parsed into a question
- ``fields``, ``parameters``: what resources are made of, and the parameters of all calls
- ``values``, ``bodies``, ``cursors``: parsing, with the name of the field that is invalid
- ``dispatch``: finds the caller, parses the request, runs the call in a thread
- ``json_response``, ``downloads``, ``columns``, ``parquet``: JSON, CSV, NDJSON, Parquet
- ``schemas``, ``openapi``: the description, made of the calls and their resources
- ``error_responses``: exceptions become HTTP in one table
"""
