"""N ↦ distance between a family and its diagonal forms, in several senses."""
