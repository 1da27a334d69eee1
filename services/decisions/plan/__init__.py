"""What is permitted in a plan, one file a noun."""
