"""Why an IP geolocation database cannot be installed."""


class GeoDatabaseInvalid(Exception):
    """Nothing was installed; ``remedy`` says what to do about it."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem)
        self.remedy = remedy
