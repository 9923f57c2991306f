"""Ribambelle: what a body that coordinates early childhood care runs on."""

__version__ = "0.1.0"
