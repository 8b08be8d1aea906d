"""The registry over the API: each resource with its calls create, list, read, update and archive."""
