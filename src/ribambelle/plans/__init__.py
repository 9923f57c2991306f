"""Objectives, missions, actions, evaluation grids, deadlines of a programme."""
