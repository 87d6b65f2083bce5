"""Formats of what is sealed or signed. Primitives are handed in; none lives here."""
