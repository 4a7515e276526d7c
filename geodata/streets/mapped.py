"""Write arrays so that a reader can map them into memory: an .npz whose parts begin on a line.

Processes that read one network then share one copy of it, in the memory that the system keeps
files in. ``numpy.load`` reads the same file; one that numpy wrote itself is read, and not mapped.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
from numpy.typing import NDArray

#: Where a part begins: the width of a line of any processor's memory.
_LINE: Final = 64
#: Of a part's own header in the file: its length without the name, and where it says how long the
#: name and the padding are.
_HEADER: Final = 30
_LENGTHS: Final = struct.Struct("<HH")
_LENGTHS_AT: Final = 26
#: A field of the header that readers pass over.
_PADDING: Final = struct.Struct("<HH")
_PADDING_ID: Final = 0xD935
#: The first moment that the format knows: equal arrays give equal bytes.
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)


def write_arrays(stream: IO[bytes], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays as an .npz, each on a line of its own and not packed.

    >>> held = io.BytesIO()
    >>> write_arrays(held, {"a": np.arange(3), "b": np.zeros((2, 2))})
    >>> with np.load(io.BytesIO(held.getvalue())) as file:
    ...     file["a"].tolist(), file["b"].shape
    ([0, 1, 2], (2, 2))
    """
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED, allowZip64=True) as out:
        for name, array in arrays.items():
            whole = np.asanyarray(array, order="C")
            part = zipfile.ZipInfo(f"{name}.npy", _MOMENT)
            head = io.BytesIO()
            np.lib.format.write_array_header_2_0(
                head, np.lib.format.header_data_from_array_1_0(whole)
            )
            part.file_size = len(head.getvalue()) + whole.nbytes
            # numpy ends its own header on a line; zip's is padded to begin on one.
            begins = stream.tell() + _HEADER + len(part.filename.encode()) + _PADDING.size
            big = 20 if part.file_size > zipfile.ZIP64_LIMIT else 0
            padding = -(begins + big) % _LINE
            part.extra = _PADDING.pack(_PADDING_ID, padding) + bytes(padding)
            with out.open(part, "w", force_zip64=bool(big)) as into:
                into.write(head.getvalue())
                into.write(whole.reshape(-1).view(np.uint8).data if whole.nbytes else b"")


def mapped_arrays(path: Path, prefix: str) -> dict[str, NDArray[Any]]:
    """Return the arrays whose name begins so, without that beginning, mapped into memory.

    What is changed in them stays in this process. A part that begins elsewhere than on a line is
    read.

    Raises
    ------
    zipfile.BadZipFile
        A part is not what was written.
    """
    found: dict[str, NDArray[Any]] = {}
    with path.open("rb") as stream, zipfile.ZipFile(stream) as held:
        whole = np.memmap(stream, dtype=np.uint8, mode="c")
        for part in held.infolist():
            if not part.filename.startswith(prefix):
                continue
            content = _content(whole, part, held)
            name = part.filename.removeprefix(prefix).removesuffix(".npy")
            found[name] = _array(content)
    return found


def _content(
    whole: NDArray[np.uint8], part: zipfile.ZipInfo, held: zipfile.ZipFile
) -> NDArray[np.uint8]:
    """Return the bytes of a part, checked against what was written down of them."""
    at = part.header_offset
    name, extra = _LENGTHS.unpack(bytes(whole[at + _LENGTHS_AT : at + _HEADER]))
    begins = at + _HEADER + name + extra
    if part.compress_type != zipfile.ZIP_STORED or begins % _LINE:
        return np.frombuffer(bytearray(held.read(part)), dtype=np.uint8)
    content = np.asarray(whole[begins : begins + part.file_size])
    if len(content) != part.file_size or zlib.crc32(content.data) != part.CRC:
        raise zipfile.BadZipFile
    return content


def _array(content: NDArray[np.uint8]) -> NDArray[Any]:
    """Return the array that the bytes of an .npy hold, in place."""
    head = io.BytesIO(bytes(content[: 1 << 16]))
    version = np.lib.format.read_magic(head)
    read = (
        np.lib.format.read_array_header_1_0 if version == (1, 0)
        else np.lib.format.read_array_header_2_0
    )  # fmt: skip
    shape, is_fortran, kind = read(head)
    if is_fortran or kind.hasobject:
        raise zipfile.BadZipFile
    return content[head.tell() :].view(kind).reshape(shape)
