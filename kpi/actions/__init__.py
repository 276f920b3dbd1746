"""What is done for the figures: counting, and setting what people set."""
