"""How each version was read, what would be written, how sure that is, and the verdicts that would follow."""
