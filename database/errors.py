"""What can go wrong between us and the SQL database, whatever is kept in it."""


class DatabaseUnavailable(Exception):
    """The database did not answer, or its tables are missing; the message holds the remedy."""


class ChangedConcurrently(Exception):
    """Another transaction took the same value; the same change may succeed on a retry."""
