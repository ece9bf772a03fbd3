"""The calculators of periods and court fees."""
