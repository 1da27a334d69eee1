"""A mixed life of an installation of its own, with real processes that are killed and started again; and the check of
what is left of it. The tests of faults break single things with the same parts."""
