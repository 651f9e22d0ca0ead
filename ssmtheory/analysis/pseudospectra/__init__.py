"""Grids of σ_min(zI − A), their windows and levels."""
