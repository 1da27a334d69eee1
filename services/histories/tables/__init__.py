"""Plans kept as tables, CSV or workbook: which column holds what, what each row says, and what stands under what.

A file becomes sheets (`delimited`, `workbook`), a sheet a table by its header (`header`, `layouts`, `guesses`), a row
records (`rows`, `wide`), and the records a page (`family`, `page`). All of it is pure.
"""
