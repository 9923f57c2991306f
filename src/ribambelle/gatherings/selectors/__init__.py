"""Reads of the gatherings: meetings, the four counts, events, calendars."""
