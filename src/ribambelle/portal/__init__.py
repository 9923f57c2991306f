"""What people see first: public home, search, family area, staff home."""
