"""The way in to Redis for all but the edge: one server, or the nodes of a Redis Cluster."""
