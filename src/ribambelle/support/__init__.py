"""Reinforcement and respite hours; accompaniment of services and care projects."""
