"""A person's own machine: the vault served to one browser, what a release needs there, what leaves it."""
