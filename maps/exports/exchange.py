"""Let two folders change places in one step of the system, so that no moment has half of either.

Linux and macOS can; elsewhere, and on disks that cannot, the caller replaces file by file.
"""

import ctypes
import os
import sys
from collections.abc import Iterable
from pathlib import Path

_CWD = -100  # AT_FDCWD: a relative path is relative to where we are
_SWAP = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS: the same number


def exchange(one: Path, other: Path) -> bool:
    """Swap two folders on one disk; False where the system or the disk cannot, nothing is changed.

    >>> exchange(Path("no", "such"), Path("folder"))
    False
    """
    # Whoever watches this process sees no call of C: tell it as the renaming that it is.
    sys.audit("os.rename", str(one), str(other), -1, -1)
    paths = os.fsencode(one), os.fsencode(other)
    try:
        system = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return int(system.renamex_np(*paths, _SWAP)) == 0
        return int(system.renameat2(_CWD, paths[0], _CWD, paths[1], _SWAP)) == 0
    except (AttributeError, OSError, TypeError):  # no such call, no such library
        return False


def carry(source: Path, target: Path, ours: Iterable[str]) -> bool:
    """Let what is not ours in one folder stand in another too, as the same file, links unfollowed.

    A folder that holds files of ours alone is not carried. False where the disk knows no second
    name for a file.
    """
    names = set(ours)
    holding = {str(parent) for name in names for parent in Path(name).parents}
    try:
        for folder, folders, files in os.walk(source):
            here = Path(folder)
            for name in [*files, *(n for n in folders if (here / n).is_symlink())]:
                relative = (here / name).relative_to(source)
                if relative.as_posix() not in names:
                    (target / relative).parent.mkdir(parents=True, exist_ok=True)
                    os.link(here / name, target / relative, follow_symlinks=False)
            for name in folders:
                relative = (here / name).relative_to(source)
                if str(relative) not in holding and not (here / name).is_symlink():
                    (target / relative).mkdir(parents=True, exist_ok=True)
    except (OSError, NotImplementedError):
        return False
    return True
