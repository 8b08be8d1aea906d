"""Sites, programs, partners, links, codes, keys and the team, and the snapshot of them that the edge works with.

- ``models``: the tables; ``base``: what they share; ``enums``: their closed sets;
  ``migrations/``: the Alembic revisions, written by hand
- ``tables``: which of the tables are not there
- ``sites``: sites and their programs; ``site_trust``: how far a site believes what browsers report
- ``partners``: partners, their codes and tokens; ``partner_statuses``: since when each is active, paused or archived;
  ``partner_sessions``: how they sign in;
  ``links``: short links; ``promo_codes``
- ``keys``: secret keys of a site's servers; ``key_revocation``: ends a key and what it made;
  ``key_uses``: when each was last used, as the edge recorded it
- ``team/``: members with a login, their roles and sessions
- ``code_lookup``: which partner a ref or promo code belongs to, as arrays for the queries of the reports
- ``publication``: publishes the snapshot for the edge through Redis
- ``checks``: validates given values; ``tokens``: makes keys and tokens; ``errors``

Functions are create, list, get (raises ``RegistryMissing``), find (returns None), update and archive of a noun; resolve
finds what somebody typed, map returns a dictionary.
"""
