"""What can go wrong between us and the SQL database, whatever is kept in it."""


class DatabaseUnavailable(Exception):
    """The database did not answer, or its tables are missing; the message holds the remedy."""


class DatabaseMissing(DatabaseUnavailable):
    """The file of the database that was there before is gone; ``remedy`` says what to do about it."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.remedy = remedy


class ChangedConcurrently(Exception):
    """Another transaction took the same value; the same change may succeed on a retry."""
