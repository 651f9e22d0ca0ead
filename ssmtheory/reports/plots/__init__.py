"""One figure per file: functions take an Axes and a result, and return the artists."""
