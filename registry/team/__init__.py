"""The team of a site: members with a login, their roles and their sessions.

- ``models``: the tables of the team
- ``rights``: what each role may do, the one table; ``memberships``: roles on a site, which keeps an owner
- ``people``: everybody with a login, and the administrators of the installation
- ``setup``: the address that makes the first administrator; ``invitations``
- ``second_factor``: TOTP and recovery codes
- ``preferences``: the time zone and currency in which somebody sees figures
- ``members``: creates, lists, signs in and archives team members and grants memberships of sites
"""
