"""The outside world, one file a thing, behind ports.py."""
