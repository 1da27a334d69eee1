"""Decisions of the stream `support/{support}`: help that is needed, who could give it, and how people felt about it."""
