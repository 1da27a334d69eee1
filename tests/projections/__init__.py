"""Tests of what we know: calendar, policy, folds and books. `story` is the grammar that they are told in."""
