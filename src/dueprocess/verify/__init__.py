"""Stand-alone checks for strangers (a later part fills it)."""
