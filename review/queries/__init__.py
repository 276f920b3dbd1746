"""What the review pages show: the queue is a question, not a table."""
