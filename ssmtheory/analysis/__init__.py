"""Measure a system: spectrum, conditioning, pseudospectra, numerical range, comparison."""
