"""The worker: what leaves the house, and what time brings about."""
