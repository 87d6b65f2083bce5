"""The outside world, one file a thing. Whoever needs it imports it; the core is handed what it says."""
