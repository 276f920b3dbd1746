"""The rules of reconciliation: plain functions on frozen values."""
