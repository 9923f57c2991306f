"""Territories, organisations and the people who represent them."""
