"""What short links bring: all in ``report``."""
