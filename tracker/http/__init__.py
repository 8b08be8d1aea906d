"""HTTP below the handlers: connections, heads, bodies, cookies and responses.

- ``beacon_protocol``: connections, on which plain beacons take a way of their own
- ``plain_head``: the head and body of such a beacon, past the parser
- ``request_head``: headers and client; ``public_address``: our own address
- ``body``: the bytes of a body; ``decompression``: of a compressed one
- ``origins``: the hosts of a site; ``consent``, ``traffic``: what the headers say of both
- ``cookie_scope``, ``visitor_cookie``: the first-party cookie
- ``responses``: responses as bytes; ``answers``: with the headers of every response
"""
