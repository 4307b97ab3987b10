"""Tests that drive a real browser against a real server with the real headers."""
