"""The System Leader Directory: read every record, say what is wrong or turn them all into pages."""
