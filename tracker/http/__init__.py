"""HTTP below the handlers: connections, heads, bodies, cookies and responses.

- ``listener``: the socket; ``graceful_server``: the server around it
- ``guarded_protocol``: bounds of a request; ``beacon_protocol``: plain beacons
- ``request_head``: headers and client; ``client_address``: through trusted proxies; ``public_address``: our own address
- ``body``: the bytes of a body; ``decompression``: of a compressed one
- ``origins``: the hosts of a site; ``consent``, ``traffic``: what the headers say of both
- ``cookie_scope``, ``visitor_cookie``: the first-party cookie
- ``responses``: responses as bytes
"""
