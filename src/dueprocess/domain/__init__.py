"""What is right, and nothing else: no clock, no randomness, no input or output, no framework."""
