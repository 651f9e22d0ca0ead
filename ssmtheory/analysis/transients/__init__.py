"""‖e^{tA}‖ and ‖A^k‖: curves, peaks and bounds."""
