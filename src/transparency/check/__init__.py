"""Anybody's published report, checked against itself: bytes in, findings out (docs/reference/report-check.md)."""
