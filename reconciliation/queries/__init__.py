"""What reconciliation is asked: by pages, exports and explanations."""
