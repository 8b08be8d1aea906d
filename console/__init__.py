"""The web: the JSON API and the pages.

- ``app``: both as one ASGI application
- ``access``, ``cookies``: who the caller is, and what the caller may see or change
- ``secure_transport``: cookies and headers over https
- ``cabinet_hosts``: what is served under a site's own host; ``brands``: what a site looks like there
- ``mailed_reports``: the figures of a report by mail; ``report_schedule``: queues it when it is due
- ``id_convertor``: ids in paths
- ``errors``: why a request is not answered; ``proxy_notice``: a proxy that is not trusted is logged
- ``friends``: customers who refer others, for the API and their own page
- ``applications``: steps of an application that both share
- ``key_uses``: when a secret key was last used here
- ``health``: one cheap question to each dependency; ``metrics``, ``request_timing``: `/metrics`
- ``admission``, ``fair_queue``: how many calls run at once, and whose turn it is; ``client_presence``: who still waits
- ``api``: the JSON API
- ``pages``, ``assets``: the pages of marketers and partners, with their scripts and styles
"""
