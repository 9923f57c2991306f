"""Rendering only: HTML to tagged PDF, spreadsheets, charts. Knows no business either."""
