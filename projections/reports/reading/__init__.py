"""The report as it is read: every text and number as people see it, the same for the page and the PDF."""
