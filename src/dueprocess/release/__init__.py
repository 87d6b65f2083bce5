"""What the extraction host and a releaser's client check for themselves before data are made or a share opens."""
