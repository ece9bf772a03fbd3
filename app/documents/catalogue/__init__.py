"""The catalogue of papers: what each needs, and which grounds a court paper may rest on."""
