"""Only what is committed exists; everything else is swept; changed manifests and files are noticed."""

from datetime import date, datetime

import pytest
from sqlalchemy import update

from census_app.archive.catalogue import Catalogue, archive_metadata, part_table
from census_app.archive.model import Completeness, PartManifest, SnapshotManifest
from census_app.archive.snapshot import PART_FILE
from census_app.foundation.canonical import sha256_file
from census_app.foundation.database import open_database
from census_app.foundation.errors import BadInput, CensusError
from census_app.foundation.files import publish_folder


@pytest.fixture
def catalogue(tmp_path):
    engine = open_database(tmp_path / "census.sqlite")
    archive_metadata.create_all(engine)
    yield Catalogue(engine, tmp_path)
    engine.dispose()


def part(catalogue, name, day=20):
    with publish_folder(catalogue.parts_folder / name) as folder:
        (folder / PART_FILE).write_bytes(name.encode())
    return PartManifest(
        part=name,
        table="customer",
        data_date=date(2026, 11, day),
        imported_at=datetime(2026, 11, day, 9),
        completeness=Completeness.COMPLETE,
        rows=1,
        read=1,
        rejected=0,
        file_sha256=sha256_file(catalogue.parts_folder / name / PART_FILE),
    )


def snapshot(name, *parts):
    return SnapshotManifest(
        snapshot=name,
        created_at=datetime(2026, 11, 20, 9, len(name)),
        data_date=date(2026, 11, 20),
        parts={"customer": tuple(parts)},
        coverage={},
        dictionary="1",
    )


def test_the_newest_import_decides_even_when_its_snapshot_is_old(catalogue):
    first, second = part(catalogue, "p1"), part(catalogue, "p2")
    assert catalogue.latest() is None
    catalogue.commit_import([first], snapshot("s1", "p1"), "{}")
    catalogue.commit_import([second], snapshot("s22", "p2"), "{}")
    assert catalogue.latest().snapshot == "s22"
    catalogue.commit_import([first], snapshot("s1", "p1"), "{}")
    assert catalogue.latest().snapshot == "s1"
    assert [batch.snapshot for batch in catalogue.batches()] == ["s1", "s22", "s1"]
    assert [manifest.snapshot for manifest in catalogue.snapshots()] == ["s1", "s22"]
    assert catalogue.open("s22").part_file("p2").read_bytes() == b"p2"


def test_a_folder_without_a_row_is_swept_and_the_others_stay(catalogue):
    catalogue.commit_import([part(catalogue, "kept")], snapshot("s", "kept"), "{}")
    part(catalogue, "orphan")
    (catalogue.scratch_folder / "import-1").mkdir(parents=True)
    assert catalogue.sweep() == 2
    assert [path.name for path in catalogue.parts_folder.iterdir()] == ["kept"]
    assert catalogue.sweep() == 0


def test_a_failed_commit_leaves_nothing(catalogue):
    manifest = part(catalogue, "p")
    gone = manifest.model_copy(update={"part": "never-written"})
    with pytest.raises(CensusError):
        catalogue.commit_import([manifest, gone], snapshot("s", "p"), "{}")
    assert catalogue.parts() == {}
    assert catalogue.snapshots() == []


def test_changed_files_and_manifests_are_noticed(catalogue):
    catalogue.commit_import([part(catalogue, "p")], snapshot("s", "p"), "{}")
    assert catalogue.verify() == []
    (catalogue.parts_folder / "p" / PART_FILE).write_bytes(b"other")
    assert "改动" in catalogue.verify()[0]
    with catalogue.engine.begin() as connection:
        connection.execute(update(part_table).values(manifest="{}"))
    with pytest.raises(BadInput):
        catalogue.open()


def test_a_pruned_part_keeps_its_manifest_and_comes_back(catalogue):
    manifest = part(catalogue, "p")
    catalogue.commit_import([manifest], snapshot("s", "p"), "{}")
    catalogue.prune("p")
    assert list(catalogue.parts()) == ["p"]
    with pytest.raises(BadInput, match="不在"):
        catalogue.open()
    part(catalogue, "p")
    catalogue.commit_import([manifest], snapshot("s", "p"), "{}")
    assert catalogue.open().rows("customer") == 1


def test_unknown_snapshots_and_empty_archives_are_refused(catalogue):
    with pytest.raises(BadInput, match="还没有数据"):
        catalogue.open()
    with pytest.raises(BadInput, match="没有这个快照"):
        catalogue.open("s9")
