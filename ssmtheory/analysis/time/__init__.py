"""Kernels, simulation and memory in the time domain."""
