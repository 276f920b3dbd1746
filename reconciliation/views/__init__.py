"""The pages of reconciliation: policies and the close."""
