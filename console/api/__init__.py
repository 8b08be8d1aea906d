"""The JSON API: what parses a request, what answers it, and how the answer is written.

- ``call_list``: every call; ``request``: ``Call``, ``ApiRequest``, ``Table``, ``Document``, ``FileAnswer``
- ``earnings``, ``payouts``: what partners earn, and how they are paid
- ``reports``, ``fraud``: the calls of the reports and of the fraud review, each with its resource beside it
- ``resources``: sites, programs, partners, links, promo codes, keys: their calls create, list, read, update, archive
- ``installation``: what administrators of the installation see and do
- ``questions``: a query or a body parsed into a question
- ``fields``, ``parameters``: what resources are made of, and the parameters of all calls
- ``names``: of partners and callers, for people
- ``values``, ``bodies``, ``cursors``: parsing, with the name of the field that is invalid
- ``dispatch``: finds the caller and parses the request; ``endpoint``: one call as an ASGI application
- ``answer_tag``: the ETag of an answer that can be kept
- ``json_response``, ``downloads``, ``columns``, ``csv_files``, ``parquet``: JSON, CSV, NDJSON, Parquet
- ``schemas``, ``openapi``: the description, made of the calls and their resources
- ``error_responses``: exceptions become HTTP in one table
"""
