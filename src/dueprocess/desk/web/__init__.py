"""What every web surface shares."""
