"""Figures K1 to K23 and the reviews."""
