"""Writes of the commissions: rule texts, sessions."""
