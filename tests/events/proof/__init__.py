"""Trees, tiles, notes and checkpoints."""
