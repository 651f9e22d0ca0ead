"""Eigenvalues: exact, certified or marked as not."""
