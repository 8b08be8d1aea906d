"""Funnels: how many people go from step to step, and how long they take."""
