"""Writes of the gatherings, by what they are about: meetings, minutes, series, events, registrations, feeds."""
