"""Indicators, stock and flow, forecast, maps, open data."""
