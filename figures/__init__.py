"""One module per figure: ``data()`` computes through the public API, ``draw()`` only draws."""

FIGURES = ("legs_pseudospectrum",)
