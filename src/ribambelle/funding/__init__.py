"""Programmes, portfolios, projects, grants, costs, balance claims, fees."""
