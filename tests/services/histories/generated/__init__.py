"""Plans made up at random, written as people write them, and read back: what was written is what is read."""
