"""`python build.py` is `kle build`: content in, checked site out. Options: `python build.py --help`."""

import sys

from kle_site.cli import main

if __name__ == "__main__":
    sys.exit(main(["build", *sys.argv[1:]]))
