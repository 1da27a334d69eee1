"""Tests of the events: the catalogue, the log, the proofs."""
