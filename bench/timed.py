"""What a command costs: `python -I -S bench/timed.py COMMAND …` prints its seconds and its memory as JSON.

A program of its own that imports next to nothing: on Linux a child's peak memory starts from that of the
program which started it.
"""

import json
import os
import sys
import time


def main(command: list[str]) -> int:
    """Run a command, its words going to the error stream, and print what it cost."""
    start = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, 2, 1)])
    _, status, used = os.wait4(child, 0)
    cost = {
        "wall": time.perf_counter() - start,
        "cpu": used.ru_utime + used.ru_stime,
        # Kilobytes on Linux, bytes on a Mac.
        "peak": used.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        "code": os.waitstatus_to_exitcode(status),
    }
    print(json.dumps(cost))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
