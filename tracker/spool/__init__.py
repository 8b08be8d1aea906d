"""Where accepted events wait while Redis is away: on disk, until they are on their streams."""
