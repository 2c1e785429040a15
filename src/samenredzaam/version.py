"""Which version of the model this is: other code is never taken for the same."""

import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path


@cache
def model_version() -> str:
    """Return the version with a hash of the sources that make results."""
    package = Path(__file__).parent
    digest = hashlib.sha256()
    folders = ("neighbourhood", "mechanisms", "metrics", "data")
    files = [path for name in folders for path in (package / name).rglob("*") if path.suffix in (".py", ".toml")]
    for path in sorted([*files, *package.glob("*.py")]):
        digest.update(path.relative_to(package).as_posix().encode())
        digest.update(path.read_bytes())
    return f"{metadata.version('samenredzaam')}+{digest.hexdigest()[:10]}"
