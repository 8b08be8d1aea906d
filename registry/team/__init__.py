"""The team of a site: members with a login, their roles and their sessions.

- ``models``: the tables of the team
- ``second_factor``: TOTP and recovery codes
- ``members``: creates, lists, signs in and archives team members and grants memberships of sites
"""
