"""σ_min(zI − A) at many z: one file per way to compute it, and the choice among them."""
