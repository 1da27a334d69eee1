"""Which entry of a version is which item of the plan."""
