"""What runs by itself: one arq job a file, `JOB` its function, and `CRON` where it also runs by the clock."""
