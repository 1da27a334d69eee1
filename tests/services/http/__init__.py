"""The HTTP interface, over a real database."""
