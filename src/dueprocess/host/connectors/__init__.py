"""Connectors: where the extraction host reads what was granted, and nothing else (docs/reference/connectors.md)."""
