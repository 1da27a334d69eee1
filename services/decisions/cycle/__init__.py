"""Decisions of the stream `cycle/{cycle}`: a cycle, its reviews, and what they did with the priorities."""
