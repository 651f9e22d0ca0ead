"""The claims of the papers, one module per paper, as records that are run and compared."""
