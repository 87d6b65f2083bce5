"""Canonical bytes and commitments: what an outsider can check later without being told more."""
