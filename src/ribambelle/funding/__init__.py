"""Programmes, portfolios, projects, grants, costs and their shares, balance claims, fees and payments."""
