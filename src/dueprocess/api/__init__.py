"""The interface: for people's clients and the provider's own systems. No tokens for authorities."""
