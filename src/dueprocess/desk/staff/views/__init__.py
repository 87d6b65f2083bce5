"""Views of the staff desk."""
