"""Two small figures, as ``figures`` has them."""

FIGURES = ("waves", "field")
