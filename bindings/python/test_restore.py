"""A hub that is set back: everything comes again, ops and photos, and the phone says so."""

import json
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import town
from town import COMMAND, g

ALL = g.SyncOptions(photos=g.PhotoMode.ALL)


class Hub:
    """A hub of its own, which is stopped, lost and restored."""

    def __init__(self, test):
        self.root = Path(tempfile.mkdtemp(prefix="gridbook-restore"))
        self.data, self.backups = str(self.root / "hub"), str(self.root / "backups")
        self.hub, self.port = None, 0
        test.addCleanup(shutil.rmtree, self.root)
        test.addCleanup(self.stop)
        self.admin("area", "add", "清河街道", "--level", "street")
        self.admin("area", "add", "幸福社区", "--level", "community", "--parent", "清河街道")
        self.admin("area", "add", town.GRID, "--level", "grid", "--parent", "幸福社区")
        town.command("import", "roster", str(town.workbook()), "--data", self.data, "--json")

    def admin(self, *arguments):
        return json.loads(town.command("admin", "--data", self.data, "--json", *arguments))

    def serve(self):
        listen = ["hub", "--data", self.data, "--listen", f"127.0.0.1:{self.port}"]
        with open(self.root / "hub.log", "ab") as log:
            self.hub = subprocess.Popen(
                [COMMAND, *listen], stdout=subprocess.PIPE, stderr=log, text=True
            )
        line = self.hub.stdout.readline()
        url = next(word for word in line.split() if word.startswith("http://"))
        self.port = int(url.rsplit(":", 1)[1])
        return url

    def stop(self):
        if self.hub is not None:
            self.hub.terminate()
            self.hub.wait()
            self.hub.stdout.close()
            self.hub = None

    def phone(self):
        url = self.serve()
        self.admin("account", "add", "王芳", "--role", "worker", "--area", town.GRID)
        invitation = self.admin("invite", "王芳", "--url", url)["invitation"]
        book = g.Book.open(str(self.root / "phone"))
        book.enrol(invitation, "Example P1")
        book.sync()
        return book

    def photo_files(self):
        """The complete photos on the hub's disk."""
        return [path for path in (Path(self.data) / "photos").glob("*/*") if path.is_file()]

    def visit(self, book):
        """Submits a visit with a photo; gives the photo."""
        picture = self.root / "in.jpg"
        picture.write_bytes(b"\xff\xd8\xff\xe0" + bytes(90_000) + b"\xff\xd9")
        photo = book.add_photo(str(picture), None)
        home = book.households(limit=1).lines[0].household
        form = g.VisitForm(
            household=home, purpose=g.Purpose.CARE(), met=g.VisitContact.MET(), content="老人身体尚好。",
            photos=[photo],
        )
        book.submit_visit(form)
        return photo


class RestoreTest(unittest.TestCase):
    def came_again(self, hub, book, photo):
        """One sync brings everything, and the phone says what had happened."""
        report = book.sync(ALL)
        self.assertEqual((report.pushed, report.photos), (1, 1))
        self.assertEqual(len(hub.photo_files()), 1)
        self.assertEqual(book.photo_state(photo), g.PhotoState.DURABLE())
        status = book.status()
        self.assertEqual((status.waiting, status.photos_waiting, status.lost_at_hub), (0, 0, 0))
        told = [notice.user_message for notice in book.notices(limit=9)]
        self.assertEqual(len(told), 1)
        self.assertIn("丢失了本机已送达的 1 条", told[0])

    def test_a_restored_backup_ends_with_everything_at_the_hub(self):
        hub = Hub(self)
        book = hub.phone()
        town.command("backup", hub.backups, "--data", hub.data)
        photo = hub.visit(book)
        book.sync(ALL)
        self.assertEqual(book.photo_state(photo), g.PhotoState.DURABLE())
        hub.stop()
        shutil.rmtree(hub.data)
        town.command("restore", hub.backups, "--data", hub.data)
        hub.serve()
        self.came_again(hub, book, photo)

    def test_a_copied_folder_that_is_put_back_ends_with_everything_at_the_hub(self):
        hub = Hub(self)
        book = hub.phone()
        hub.stop()
        copy = hub.data + ".bak"
        shutil.copytree(hub.data, copy)
        hub.serve()
        photo = hub.visit(book)
        book.sync(ALL)
        hub.stop()
        shutil.rmtree(hub.data)
        shutil.copytree(copy, hub.data)
        hub.serve()
        self.came_again(hub, book, photo)

    def test_photos_alone_that_are_lost_come_again(self):
        hub = Hub(self)
        book = hub.phone()
        photo = hub.visit(book)
        book.sync(ALL)
        hub.stop()
        shutil.rmtree(Path(hub.data) / "photos")
        hub.serve()
        report = book.sync(g.SyncOptions(photos=g.PhotoMode.NOTHING))
        self.assertEqual((report.photos, book.photo_state(photo)), (0, g.PhotoState.LOCAL()))
        self.assertIn("待发送 1 张照片", book.status().user_message)
        self.assertEqual(book.sync(ALL).photos, 1)
        self.assertEqual(len(hub.photo_files()), 1)


if __name__ == "__main__":
    unittest.main()
