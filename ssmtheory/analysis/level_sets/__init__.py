"""Extremes of level sets of σ_min and of the numerical range: abscissa, radius, Kreiss constant."""
