"""Operating a desk: its home and settings, serving it, backup and restore, upgrade, and what `doctor` looks at."""
