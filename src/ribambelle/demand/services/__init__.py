"""Writes of the demand."""

from ribambelle.demand.services.criteria import criteria_load

__all__ = ["criteria_load"]
