"""How many people go from step to step, and how long it takes them."""
