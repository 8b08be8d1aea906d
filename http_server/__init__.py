"""What the web servers of all processes share: connections within bounds, restarts without a broken request.

- ``guarded_protocol``: bounds of a connection; ``guard``: their values; ``request_memory``: what all requests may hold
- ``open_files``: how many connections a process can have
- ``listener``: the socket; ``graceful_server``: the server around it
- ``qr_code``: an address as a picture
- ``client_address``: the client behind trusted proxies; ``metrics_access``: who may read ``/metrics``
"""
