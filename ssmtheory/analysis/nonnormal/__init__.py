"""How far from normal, and from defective; modes and pseudomodes."""
