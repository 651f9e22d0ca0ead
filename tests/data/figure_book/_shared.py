"""What both figures draw upon."""

import numpy as np


def grid(points: int) -> np.ndarray:
    return np.linspace(0.0, 1.0, points)
