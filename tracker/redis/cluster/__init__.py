"""The edge's way to a Redis Cluster: where each slot is, and a line to each node."""
