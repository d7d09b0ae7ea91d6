"""What is kept: tables, migrations, and files by hash. The same on SQLite and PostgreSQL."""

from screening.storage.database import (
    Database,
    StorageAway,
    StorageBusy,
    StorageDamaged,
    StorageFailed,
    StorageForbidden,
    StorageFull,
    StorageUnfit,
    disk_refusal,
    open_database,
    refusing,
)
from screening.storage.files import Files, FileStoreError, check_before_use, lock_files, named, open_files
from screening.storage.migrate import migrate

__all__ = [
    "Database",
    "FileStoreError",
    "Files",
    "StorageAway",
    "StorageBusy",
    "StorageDamaged",
    "StorageFailed",
    "StorageForbidden",
    "StorageFull",
    "StorageUnfit",
    "check_before_use",
    "disk_refusal",
    "lock_files",
    "migrate",
    "named",
    "open_database",
    "open_files",
    "refusing",
]
