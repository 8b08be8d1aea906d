"""The request handlers; they alone hold the worker's ``Edge``, and hand each function what it needs.

- ``collect``: ``POST /e``; ``pixel``: ``GET /e.gif``; ``batch``: ``POST /v1/events``
- ``test_outcome``: ``GET /e``
- ``redirect``: ``GET /r/{code}``; ``redirect_target``: where it leads; ``redirect_qr``: its QR code
- ``script``: ``GET /prm.js``
- ``openapi``: the description of all of them
"""
