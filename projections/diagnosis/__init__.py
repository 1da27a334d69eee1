"""What the findings may mean, as a reading to discuss (governance.md §4): pure functions of figures and findings."""
