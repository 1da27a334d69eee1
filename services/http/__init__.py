"""The HTTP interface: reads of what is projected, of what was, and of the log itself."""
