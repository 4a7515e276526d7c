"""A dossier is written where one machine writes: no shared folder, and TLS off the host."""

import ssl
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from opvangkaart.dossier.errors import DossierError
from opvangkaart.dossier.where import refuse_shared_folder, server_address


@pytest.mark.parametrize(
    "folder",
    ["OneDrive - Gemeente Zeist", "Dropbox", "Google Drive", "Nextcloud", "iCloud Drive",
     "SharePoint_sites"],
)  # fmt: skip
def test_a_synchronised_folder_is_refused_for_writing(tmp_path, folder) -> None:
    with pytest.raises(DossierError, match="shared folder"):
        refuse_shared_folder(tmp_path / folder / "team" / "lijst.dossier")


def test_a_folder_whose_name_only_starts_alike_is_taken(tmp_path) -> None:
    refuse_shared_folder(tmp_path / "Stackelberg" / "lijst.dossier")


@pytest.mark.parametrize("path", ["\\\\server\\map\\lijst.dossier", "//server/map/lijst.dossier"])
def test_a_network_path_is_refused(path) -> None:
    with pytest.raises(DossierError, match="shared folder"):
        refuse_shared_folder(Path(path))


@pytest.mark.parametrize(("fstype", "opts"), [("cifs", "rw"), ("NTFS", "rw,remote"), ("nfs4", "")])
def test_a_disk_of_another_machine_is_refused(tmp_path, monkeypatch, fstype, opts) -> None:
    parts = [SimpleNamespace(mountpoint="/", fstype="ext4", opts="rw"),
             SimpleNamespace(mountpoint=str(tmp_path), fstype=fstype, opts=opts)]  # fmt: skip
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_: parts)
    with pytest.raises(DossierError, match="PostgreSQL"):
        refuse_shared_folder(tmp_path / "lijst.dossier")
    refuse_shared_folder(tmp_path.parent / "lijst.dossier")


def test_another_machine_is_spoken_to_under_tls_with_its_certificate_checked() -> None:
    _, options = server_address("postgresql://wim@db.example.nl/opvang")
    context = options["ssl_context"]
    assert isinstance(context, ssl.SSLContext)
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname


def test_this_machine_needs_no_tls() -> None:
    assert "ssl_context" not in server_address("postgresql://wim@localhost/opvang")[1]
