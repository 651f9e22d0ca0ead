"""The numba room: arrays and scalars in, arrays out; one algorithm per file, each with a plain twin."""
