"""Access: who holds which role where, and what each role may do. Pure, but for the keys and tokens that HTTP brings."""
