"""The matching engine: instances in, checked and explained allocations out. Knows no Django, no names, no clock."""
