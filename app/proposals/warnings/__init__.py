"""What every answer about a proposal of a case repeats before anything is sent."""
