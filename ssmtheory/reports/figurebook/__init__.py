"""The figures of ``figures/``: data computed once and kept, pictures, and a page of them all."""
