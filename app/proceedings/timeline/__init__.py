"""What proceedings tell a timeline."""
