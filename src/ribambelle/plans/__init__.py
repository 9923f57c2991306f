"""Objectives, missions, actions, evaluation grids, indicators, evidence, and the deadlines of a programme."""
