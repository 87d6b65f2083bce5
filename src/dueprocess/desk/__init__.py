"""The desk's server: its tables, its verbs, its surfaces, its worker."""
