"""Tests of the books: one file a topic, each test a timeline that reads like a story."""
