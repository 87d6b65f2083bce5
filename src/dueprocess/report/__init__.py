"""Counts that state their base and their axis."""
