"""The interface: JSON over HTTP for a person's client and for the provider's own systems. No cookie, no page."""
