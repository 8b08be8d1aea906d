"""Who earned what: the path of every conversion, and the part of it that each touch gets under a model."""
