"""What we know: the folds of the log, the books and the rules that read them, the tables and the reports.

All pure, but for the tables and the engine that fills them.
"""
