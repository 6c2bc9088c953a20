"""Files from elsewhere: case logs, sheets, DCAT, call records."""
