"""Reads of the commissions."""
