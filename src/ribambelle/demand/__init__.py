"""Households, children, requests, wishes, needs, criteria answered, evidence."""
