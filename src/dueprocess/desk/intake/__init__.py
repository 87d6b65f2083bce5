"""Ways in. A folder holds what one channel has of its own; beside them stands what they share."""
