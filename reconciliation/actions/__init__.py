"""What reconciliation does: matching, settling, setting policy."""
