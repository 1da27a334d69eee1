"""What an event changed, and what lies between two states, in a planner's words."""
