"""What people type about gatherings."""
