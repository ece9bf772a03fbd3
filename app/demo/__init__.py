"""The demo tenant: three made-up people whose stories follow the four steps."""
