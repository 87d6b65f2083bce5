"""The door: where bytes come in clear over HTTP, each in a child that lives as long as its request."""
