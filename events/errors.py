"""What can go wrong with an event between two packages."""


class EventUndecodable(ValueError):
    """A line of a stream entry is not an event of a wire version we know."""
