"""Identity cases."""
