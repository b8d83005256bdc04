"""What the loops in Python have in common."""

import json
import re
import sys
import time

OTHER_CHARACTERS = re.compile("[^+0-9]")


def dialled(phone):
    """The plus signs and digits of a phone."""
    return None if phone is None else OTHER_CHARACTERS.sub("", phone)


def tell(work):
    """Does the work on the database that the command line names, and tells what it took."""
    start = time.perf_counter()
    work(sys.argv[1])
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "peakInKibibytes": peak_in_kibibytes()}))


def peak_in_kibibytes():
    """VmHWM of proc(5); 0 where the system doesn't tell."""
    try:
        with open("/proc/self/status") as status:
            lines = [line for line in status if line.startswith("VmHWM:")]
    except OSError:
        return 0
    return int(lines[0].split()[1]) if lines else 0
