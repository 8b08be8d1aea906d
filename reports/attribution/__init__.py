"""The credit of every touch under each model, and its sums by partner or another dimension."""
