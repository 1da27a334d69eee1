"""What a page of Markdown says: its blocks, which of them are objectives and key results, and its tables."""
