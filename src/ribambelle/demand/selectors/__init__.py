"""Reads of the demand."""

from ribambelle.demand.selectors.dossiers import Dossier, dossiers

__all__ = ["Dossier", "dossiers"]
