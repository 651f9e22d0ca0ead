"""The two all-pass chains by number: what the chain kernels take as ``kind``."""

LEGS, LAGT = 0, 1
