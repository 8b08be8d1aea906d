"""A Redis Cluster: ``slot_map`` finds the node of a slot, ``client`` connects to each node, ``sink`` writes."""
