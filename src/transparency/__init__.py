"""Anybody's published report checked, and the forms of other publishers. It knows no desk."""
