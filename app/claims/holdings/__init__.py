"""What a case already holds that bears on claims."""
