"""What one line of text says: its marks, its values, and the words that are left."""
