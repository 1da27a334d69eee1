"""What the wider rules, the diagnosis and the report read of a plan: one row of figures, taken when it is judged."""
