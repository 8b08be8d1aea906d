"""What an event is, how it stands on the stream, and the names of the Redis keys: the contract between the packages."""
