"""Coverage-guided fuzzing of what reads files and requests from outside: a program of its own, not a test."""
