"""Pages of the demand, by what they show."""
