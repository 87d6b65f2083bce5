"""Checks that stand alone: what a stranger can hold against what a desk serves, without a home and without its word."""
