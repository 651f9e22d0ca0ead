"""The numba room: arrays and scalars in, arrays out; one algorithm per file, with a plain twin."""
