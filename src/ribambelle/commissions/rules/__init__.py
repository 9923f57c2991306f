"""Decisions of the commission room as pure functions of values: scoring, rule texts, pseudonyms, tables, anonymity."""
