"""The report's pictures: what each shows (`figures`), and one specification each for the page and the PDF."""
