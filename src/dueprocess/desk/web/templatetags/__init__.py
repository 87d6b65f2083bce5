"""Template tags of the web surfaces."""
