"""Reads for lists: they do not pass through the domain."""
