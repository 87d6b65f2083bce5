"""An index of others as a yardstick: the method is a file, answers become a score, and each score says what made it."""
