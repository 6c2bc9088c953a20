"""Quanze (权责): a provenance ledger for shared government data. Layers import downwards only."""
