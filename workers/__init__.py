"""What runs by itself: one arq job a file, `JOB` its function."""
