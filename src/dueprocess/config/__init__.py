"""Settings, system checks, wiring."""
