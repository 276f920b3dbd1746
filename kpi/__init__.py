"""Figures, and what moved them."""
