"""What we permit, and what people touch."""
