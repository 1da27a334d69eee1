"""Dated snapshots of a plan become the events that explain each difference between them.

`versions` reads them (the one door to files and to git), a reader of `readers` makes entries of each, `matching` finds
each entry's item, `difference` says what changed, and `reconstruct` puts it together. `rehearsal` tells what would be
written, and what would follow.
All but `versions` is pure.
"""
