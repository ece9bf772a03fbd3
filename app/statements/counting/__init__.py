"""What the rows of all imports come to when each payment counts once."""
