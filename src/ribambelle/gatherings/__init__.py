"""Meetings, events, cycles, registrations, attendance."""
