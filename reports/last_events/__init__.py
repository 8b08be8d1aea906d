"""The latest event of each host of a site: whether its tag works."""
