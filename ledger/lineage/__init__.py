"""The walk over events and derived items."""
