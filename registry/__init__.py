"""Sites, programs, partners, links, codes, keys and the team, and the snapshot of them that the edge works with.

- ``models``: the tables; ``base``: what they share; ``enums``: their closed sets;
  ``migrations/``: the Alembic revisions, written by hand
- ``tables``: which of the tables are not there
- ``sites``: sites and their programs; ``site_addresses``: of their pages; ``site_hosts``: hosts that it
  may have; ``domains``: whose a host name is; ``site_trust``: how far a site believes what browsers report
- ``brands``: what partners see of a site; ``accents``: colours that can be read; ``logos``: pictures drawn again;
  ``brand_models``
- ``partners``: partners, their codes and tokens; ``partner_statuses``: since when each is active, paused, blocked or
  archived; ``partner_sessions``: how they get in; ``partner_accounts``: one login for several partners;
  ``partner_account_models``: their tables; ``partner_tokens``: for the API
- ``partner_search``, ``search``: find by what people type; ``partner_acts``, ``partner_import``: many at once;
  ``partner_merge``: two become one
- ``friends``: customers of the shop who refer others; ``friend_links``: the signed address of a friend's page;
  ``partner_customers``: which partner is which customer
- ``links``: short links; ``partner_links``: those that partners make for themselves; ``promo_codes``
- ``application_forms``: the public form of a program; ``applications``: who wants to become a partner;
  ``application_models``
- ``saved_views``: pages with their filters under a name; ``report_mails``: which of
  them are mailed, and when; ``view_models``: the tables of both
- ``payout_methods``: versions of how partners are paid, with encrypted details; ``payout_models``: their table
- ``logins``, ``login_columns``: passwords and sessions of team members and of partners
- ``keys``: secret keys of a site's servers; ``key_revocation``: ends a key and what it made;
  ``key_uses``: when each was last used, as the edge recorded it
- ``team/``: members with a login, their roles and rights, administrators, sessions, the first setup
- ``changes``: the log of changes, written by every flush; ``erasures``: persons to be erased; ``erasure_models``;
  ``person_erasure``, ``friend_erasure``: remove one from these tables
- ``imports``: files of past events; ``ledger_models``, ``commission_models``: tables that ``earnings`` keeps here;
  ``lead_models``: the table of ``leads``; ``outbox_models``: the one of ``outbound``
- ``code_lookup``: which partner a ref or promo code belongs to, as arrays for the queries of the reports
- ``publication``: publishes the snapshot for the edge through Redis
- ``checks``: validates given values; ``tokens``: makes keys and tokens; ``errors``

Functions are create, list, get (raises ``RegistryMissing``), find (returns None), update and archive of a noun; resolve
finds what somebody typed, map returns a dictionary.
"""
