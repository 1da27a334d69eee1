"""Decisions of the stream `org`: the organisation, its units, people, roles, policy and annual outcomes."""
