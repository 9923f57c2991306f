"""Figures of the engine: named instances, fixed seeds, every allocation checked in the same run."""
