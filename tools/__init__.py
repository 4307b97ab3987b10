"""What the Makefile and the tests call; no part of the site."""
