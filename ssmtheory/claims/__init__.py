"""Claims of the papers as records that can be run; the definitions live in ``paper_checks``."""
