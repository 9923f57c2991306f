"""Rendering account: the checks of truth and every figure, of all rooms."""
