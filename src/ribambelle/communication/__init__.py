"""Site pages, news, newsletter, handbook, help desk, surveys."""
