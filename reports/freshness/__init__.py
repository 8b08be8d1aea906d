"""How far the figures reach: what is accepted, what is stored, and until when nothing is missing."""
