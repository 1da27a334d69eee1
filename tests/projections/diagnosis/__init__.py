"""Tests of the diagnosis: one file a part of it."""
