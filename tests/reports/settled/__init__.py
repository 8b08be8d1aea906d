"""Settled paths give the figures of computed ones."""
