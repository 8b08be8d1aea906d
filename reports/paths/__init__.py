"""The path of every conversion: the touches of the person behind it that may earn credit, in order of time."""
