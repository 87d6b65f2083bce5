"""The staff desk: pages for the people who work at it. Face class only."""
