"""One rule a file: a head that says what it finds, then CTEs up to ``findings``."""
