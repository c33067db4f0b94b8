"""What the original says: aligned with the text, its names and its figures."""
