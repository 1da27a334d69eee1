"""Tests of the folds: one file a stream."""
