"""The report: what it says, and how each format says it."""
