"""Decisions of the stream `decision/{decision}`: what was decided in the organisation, and what was objected."""
