"""Tables for people: figures and reviews as CSV, XLSX and a page to print."""
