"""One module per figure: ``data()`` computes through the public API, ``draw()`` only draws."""

FIGURES = (
    "legs_pseudospectrum",
    "hippo_measures",
    "hippo_reconstruction",
    "lssl_basis",
    "basis_kernels",
    "spectra_s4d",
    "fout_delay",
    "single_mode_responses",
    "input_responses",
    "hankel_values",
    "euler_transient",
)
