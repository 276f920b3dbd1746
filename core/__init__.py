"""What every app needs and none owns: money, reason codes, the queue, the typed request."""
