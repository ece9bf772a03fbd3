"""What every archive carries to verify itself."""
