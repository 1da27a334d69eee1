"""What the project measures of itself, beside references of the same run: ratios hold where speeds do not."""
