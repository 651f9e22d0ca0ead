"""Diagonal forms of a system, and what each of them costs."""
