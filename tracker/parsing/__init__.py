"""From the bytes of a request to typed events, or to the reasons why they are rejected; no I/O, no state.

- ``body``: the JSON or NDJSON of a body as raw objects; ``damaged_json``: saves what it can of a damaged one
- ``request``: the raw objects of one request as events and rejections
- ``event``: one raw object as an event; ``event_schema``: the ordinary case, checked in C
- ``fields``, ``times``: the parsers of single fields
- ``completeness``: what an event must name
- ``defaults``: what it gets where it says nothing
- ``trust``: how far its report is believed; ``signature``: of the site's server
- ``arrival``: source, time and sender that the events of a request share
- ``rejection``: a rejected field and the HTTP status of each reason
"""
