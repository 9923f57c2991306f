"""Activity report, brochure, checks of truth."""
