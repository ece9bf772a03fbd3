"""What a score rests on besides the terms: from a request's context, or from the case itself."""
