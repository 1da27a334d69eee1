"""What differs between a plan and its next version, as facts, and the plan after them."""
