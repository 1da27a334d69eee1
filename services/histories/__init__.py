"""Dated snapshots of a plan become the events that explain each difference between them.

`sources` opens the versions (the one door to files and to git), a reader of `readers` makes entries of each (`pages`
and `lines` for Markdown, `tables` for CSV and XLSX), `matching` finds each entry's item, `changes` says what changed,
and `reconstruct` puts it together. `telling` says what would be written, how sure that is, and what would follow.
All but `sources` is pure.
"""
