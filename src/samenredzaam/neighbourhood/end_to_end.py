"""Many small arrays as parts of one, so that all are emptied, or read here and there, at once."""

import numpy as np


def laid_end_to_end(arrays: dict[str, np.ndarray]) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return one array with the numbers of all (of one dtype), and by name the parts of it that take their place."""
    everything = np.concatenate([array.ravel() for array in arrays.values()])
    parts, start = {}, 0
    for name, array in arrays.items():
        parts[name] = everything[start : start + array.size].reshape(array.shape)
        start += array.size
    return everything, parts


def places_of(part: np.ndarray, everything: np.ndarray) -> np.ndarray | None:
    """Return where in `everything` a part stands, shape (numbers,); None where it is no part of it.

    Args:
        part: shape (numbers,).
        everything: as `laid_end_to_end` returned it.
    """
    if part.base is not everything:
        return None
    first, apart = part.ctypes.data - everything.ctypes.data, part.strides[0]
    return (first + apart * np.arange(len(part))) // everything.itemsize
