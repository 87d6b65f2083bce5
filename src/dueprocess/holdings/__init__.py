"""What a provider holds and who can read it: the map of its services, read, judged, and put into words."""
